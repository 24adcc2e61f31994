package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stream records for tests, and what becomes of them. JSON is written with single quotes. */
final class StreamRecords {

  static final String TOPIC = "raw";
  static final TableName CONFIGURED = new TableName("dynamodb", "configured");
  static final Instant WRITTEN = Instant.parse("2026-11-20T09:11:00.123Z");

  private StreamRecords() {}

  static DynamoDbNormalizer normalizer() {
    return new DynamoDbNormalizer(new DynamoDbSettings("shop", Map.of(TOPIC, CONFIGURED)));
  }

  static RawRecord raw(byte[] value) {
    return new RawRecord(
        TOPIC, 3, 77, WRITTEN, Optional.empty(), Optional.of(Bytes.of(value)), List.of());
  }

  static List<Normalization> normalize(String json) {
    return normalizer().normalize(raw(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  static ChangeEvent event(String json) {
    if (normalize(json).getFirst() instanceof Normalization.Normalized normalized) {
      return normalized.event();
    }
    throw new AssertionError("no event: " + normalize(json));
  }

  static String refusal(String json) {
    if (normalize(json).getFirst() instanceof Normalization.Refused refused) {
      return refused.reason();
    }
    throw new AssertionError("not refused: " + normalize(json));
  }

  /** A record of a key {@code id=1} and these further members of {@code dynamodb}. */
  static String change(String eventName, String members) {
    return "{'eventID':'e1','eventName':'%s','dynamodb':{'Keys':{'id':{'N':'1'}},'SequenceNumber':'11'%s}}"
        .formatted(eventName, members);
  }

  /** An INSERT of {@code id=1} with one more attribute. */
  static String insert(String typed) {
    return change("INSERT", ",'NewImage':{'id':{'N':'1'},'a':%s}".formatted(typed));
  }

  static Value json(String json) {
    return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  static Optional<Value.Obj> row(String json) {
    return Optional.of((Value.Obj) json(json));
  }
}
