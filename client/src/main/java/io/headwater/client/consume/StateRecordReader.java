package io.headwater.client.consume;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.bootstrap.MalformedStateException;
import io.headwater.client.bootstrap.StateRecordView;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads Kafka records as state records; pure. */
public final class StateRecordReader {

  private StateRecordReader() {}

  /**
   * Reads one record: a key of UTF-8 text, and a state record's value or null.
   *
   * @throws MalformedStateRecordException when it is anything else, or its id is not its key
   */
  public static DeliveredRecord read(ConsumerRecord<byte[], byte[]> kafkaRecord) {
    return new DeliveredRecord(
        kafkaRecord.partition(),
        kafkaRecord.offset(),
        Instant.ofEpochMilli(kafkaRecord.timestamp()),
        stateRecord(kafkaRecord));
  }

  private static StateRecord stateRecord(ConsumerRecord<byte[], byte[]> kafkaRecord) {
    String key = key(kafkaRecord);
    byte[] value = kafkaRecord.value();
    if (value == null) {
      return new StateRecord.Tombstone(key);
    }
    StateRecordView view = view(kafkaRecord, value);
    if (!view.key().equals(key)) {
      throw malformed(kafkaRecord, "the id in its value is another than its key");
    }
    return switch (view.operation()) {
      case CREATE, UPDATE ->
          new StateRecord.Upsert(key, view.version(), view.operation(), view.bytes());
      case DELETE -> new StateRecord.Delete(key, view.version(), view.bytes());
    };
  }

  private static StateRecordView view(ConsumerRecord<byte[], byte[]> kafkaRecord, byte[] value) {
    try {
      return StateRecordView.parse(JsonBytes.copyOf(value));
    } catch (MalformedStateException e) {
      throw malformed(kafkaRecord, String.valueOf(e.getMessage()));
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> kafkaRecord) {
    byte[] key = kafkaRecord.key();
    if (key == null) {
      throw malformed(kafkaRecord, "it has no key");
    }
    try {
      // A fresh decoder refuses bytes that are no UTF-8, where a String would replace them.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw malformed(kafkaRecord, "its key is not UTF-8 text");
    }
  }

  private static MalformedStateRecordException malformed(
      ConsumerRecord<byte[], byte[]> kafkaRecord, String reason) {
    return new MalformedStateRecordException(
        kafkaRecord.topic(), kafkaRecord.partition(), kafkaRecord.offset(), reason);
  }
}
