package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the JSON that Debezium's connectors write into topics into the standard form: with or
 * without schema part, as envelopes or flattened by {@code ExtractNewRecordState}, of PostgreSQL,
 * MySQL, MariaDB, MongoDB, SQL Server and Oracle.
 *
 * <p>One pass over the bytes, without a tree of the whole record. What each database's records mean
 * is in {@code docs/change-event.md}. Not thread-safe.
 *
 * @see <a
 *     href="https://debezium.io/documentation/reference/stable/connectors/index.html">Debezium's
 *     connectors</a>
 * @see <a
 *     href="https://debezium.io/documentation/reference/stable/transformations/event-flattening.html">Event
 *     flattening</a>
 */
public final class DebeziumJsonNormalizer implements Normalizer {

  /** Avro's and Protobuf's wire formats with a schema registry begin with it. */
  private static final byte MAGIC = 0;

  /** Topics of which nothing is kept any more when there are more of them. */
  private static final int MAX_TOPICS = 10_000;

  private final DebeziumSettings settings;
  private final Map<String, TopicRecords> topics = new HashMap<>();

  /** A normalizer of one source. */
  public DebeziumJsonNormalizer(DebeziumSettings settings) {
    this.settings = settings;
  }

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    try {
      return topic(raw.topic()).read(raw);
    } catch (RefusedRecordException e) {
      return refused(raw, e.reason());
    } catch (IOException e) {
      return refused(raw, JsonTokens.malformed(e).reason());
    } catch (RuntimeException e) {
      // The message may quote a value, the class never does.
      return refused(
          raw,
          "the record has an unexpected structure (%s); report it with the connector's version"
              .formatted(e.getClass().getName()));
    }
  }

  private TopicRecords topic(String name) {
    TopicRecords known = topics.get(name);
    if (known != null) {
      return known;
    }
    if (topics.size() >= MAX_TOPICS) {
      topics.clear();
    }
    TopicRecords made = new TopicRecords(settings, name);
    topics.put(name, made);
    return made;
  }

  private static List<Normalization> refused(RawRecord raw, String reason) {
    boolean isBinary =
        raw.value().isPresent()
            && raw.value().get().size() > 0
            && raw.value().get().array()[0] == MAGIC;
    return List.of(
        new Normalization.Refused(
            isBinary
                ? "the value is not JSON but begins as Avro or Protobuf with a schema registry; mend: have the connector write JSON (value.converter=org.apache.kafka.connect.json.JsonConverter)"
                : reason));
  }
}
