package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import java.util.List;

/**
 * Normalizes DynamoDB Streams records (DynamoDB API reference, Record and StreamRecord).
 *
 * <p>They may come alone, as an array, as Lambda's event, as Kinesis Data Streams for DynamoDB
 * writes them, or in Base64 inside a Kinesis event; which of these, their structure tells. Each
 * record of a batch has an outcome of its own. Without state.
 */
public final class DynamoDbNormalizer implements Normalizer {

  private final StreamRecordReader reader;

  /** A normalizer of one source's topics. */
  public DynamoDbNormalizer(DynamoDbSettings settings) {
    this.reader = new StreamRecordReader(settings);
  }

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    if (raw.value().isEmpty()) {
      return List.of(new Normalization.Skipped("tombstone"));
    }
    List<Delivery> deliveries;
    try {
      deliveries = Delivery.of(Json.read(raw.value().get().array()));
    } catch (MalformedJsonException e) {
      return refused(
          "the value is not JSON that can be read: %s; is the topic's format the configured one?"
              .formatted(e.getMessage()));
    } catch (RefusedRecordException e) {
      return refused(e.reason());
    }
    if (deliveries.isEmpty()) {
      return List.of(new Normalization.Skipped("empty batch"));
    }
    return deliveries.stream().map(delivery -> outcome(raw, delivery)).toList();
  }

  private Normalization outcome(RawRecord raw, Delivery delivery) {
    try {
      return reader.read(raw, delivery.open());
    } catch (RefusedRecordException e) {
      return new Normalization.Refused(delivery.place() + e.reason());
    } catch (RuntimeException e) {
      // The message may quote a value, the class never does.
      return new Normalization.Refused(
          "%sthe record has an unexpected structure (%s); report it with the connector's version"
              .formatted(delivery.place(), e.getClass().getName()));
    }
  }

  private static List<Normalization> refused(String reason) {
    return List.of(new Normalization.Refused(reason));
  }
}
