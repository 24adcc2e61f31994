package io.headwater.client.consume;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.bootstrap.Operation;
import io.headwater.client.bootstrap.StateRecordView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Writes what arrives on a state topic. */
final class StateTexts {

  static final String TOPIC = "headwater.state.widget";

  private StateTexts() {}

  static String value(String id, long version, String operation) {
    return "{\"type\":\"widget\",\"operation\":\""
        + operation
        + "\",\"id\":"
        + id
        + ",\"version\":"
        + version
        + ",\"resource\":"
        + (operation.equals("delete") ? "null" : "{\"id\":" + id + "}")
        + "}";
  }

  static ConsumerRecord<byte[], byte[]> kafka(
      int partition, long offset, String key, @Nullable String value) {
    return new ConsumerRecord<>(
        TOPIC,
        partition,
        offset,
        key.getBytes(StandardCharsets.UTF_8),
        value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  static StateRecordView line(String key, long version) {
    return new StateRecordView(
        "widget", key, version, Operation.UPDATE, JsonBytes.of(value(key, version, "update")));
  }

  static DeliveredRecord upsert(long offset, String key, long version) {
    return delivered(
        offset,
        new StateRecord.Upsert(
            key, version, Operation.UPDATE, JsonBytes.of(value(key, version, "update"))));
  }

  static DeliveredRecord delete(long offset, String key, long version) {
    return delivered(
        offset, new StateRecord.Delete(key, version, JsonBytes.of(value(key, version, "delete"))));
  }

  static DeliveredRecord tombstone(long offset, String key) {
    return delivered(offset, new StateRecord.Tombstone(key));
  }

  private static DeliveredRecord delivered(long offset, StateRecord stateRecord) {
    return new DeliveredRecord(0, offset, Instant.EPOCH, stateRecord);
  }
}
