package io.headwater.actors.quarantine;

import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.QuarantineCodec;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.resource.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records of the quarantine's topics as Kafka's clients take and give them. */
public final class QuarantineMessages {

  private QuarantineMessages() {}

  /** The record that keeps refused input. */
  public static ProducerRecord<String, byte[]> of(QuarantineRecord refused) {
    return of(QuarantineCodec.encode(refused));
  }

  /** The tombstone that ends a record. */
  static ProducerRecord<String, byte[]> of(String key, Settled settled) {
    return of(QuarantineCodec.settled(key, settled));
  }

  /** A wish. */
  static ProducerRecord<String, byte[]> of(RetryRequest wish) {
    return new ProducerRecord<>(Topics.QUARANTINE_REQUESTS, wish.id(), wish.toJson());
  }

  /** The record of the topic; its value must not be a tombstone's. */
  static QuarantineRecord read(ConsumerRecord<String, byte[]> kept) {
    return QuarantineCodec.decode(
        headers(kept), Bytes.of(kept.value()), Instant.ofEpochMilli(kept.timestamp()));
  }

  /** What a list tells of the record; its value must not be a tombstone's. */
  static QuarantineEntry entry(ConsumerRecord<String, byte[]> kept) {
    return new QuarantineEntry(
        kept.key(),
        QuarantineCodec.decode(
            headers(kept), Bytes.of(new byte[0]), Instant.ofEpochMilli(kept.timestamp())),
        kept.value().length,
        kept.partition(),
        kept.offset());
  }

  /** The end that a tombstone tells of. */
  static Settled settled(ConsumerRecord<String, byte[]> tombstone) {
    return QuarantineCodec.settled(headers(tombstone), Instant.ofEpochMilli(tombstone.timestamp()));
  }

  private static ProducerRecord<String, byte[]> of(QuarantineCodec.Encoded encoded) {
    ProducerRecord<String, byte[]> produced =
        new ProducerRecord<>(
            Topics.QUARANTINE, encoded.key(), encoded.value().map(Bytes::array).orElse(null));
    for (RefusedInput.Header header : encoded.headers()) {
      produced.headers().add(header.name(), header.value().array());
    }
    return produced;
  }

  private static List<RefusedInput.Header> headers(ConsumerRecord<String, byte[]> kept) {
    List<RefusedInput.Header> headers = new ArrayList<>();
    kept.headers()
        .forEach(
            header ->
                headers.add(
                    new RefusedInput.Header(
                        header.key(),
                        Bytes.of(header.value() == null ? new byte[0] : header.value()))));
    return headers;
  }
}
