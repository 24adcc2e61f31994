package io.headwater.capture.normalize.debezium;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Raw records for tests, and what came of them. */
final class DebeziumRecords {

  static final Instant TIME = Instant.parse("2026-11-20T09:11:00.123Z");
  static final String TOPIC = "shop.public.widgets";

  private DebeziumRecords() {}

  static RawRecord raw(String key, String value) {
    return on(TOPIC, Optional.of(Bytes.utf8(key)), Optional.of(Bytes.utf8(value)));
  }

  static RawRecord on(String topic, Optional<Bytes> key, Optional<Bytes> value) {
    return new RawRecord(topic, 3, 77, TIME, key, value, List.of());
  }

  /** A PostgreSQL envelope: the operation and its images. */
  static String postgres(String operation, String before, String after) {
    return postgres(operation, before, after, "null");
  }

  static String postgres(String operation, String before, String after, String transaction) {
    return """
    {"before":%s,"after":%s,"source":{"version":"3.5.0.Final","connector":"postgresql",\
    "name":"shop","ts_ms":1763629860123,"snapshot":"false","db":"shop",\
    "sequence":"[\\"24023119\\",\\"24023128\\"]","ts_us":1763629860123456,\
    "ts_ns":1763629860123456000,"schema":"public","table":"widgets","txId":571,"lsn":24023128,\
    "xmin":null},"transaction":%s,"op":"%s","ts_ms":1763629860500,"ts_us":1763629860500123,\
    "ts_ns":1763629860500123456}"""
        .formatted(before, after, transaction, operation);
  }

  /** An envelope of any connector, by the members of its source block. */
  static String envelope(String operation, String before, String after, String source) {
    return """
    {"before":%s,"after":%s,"source":{"version":"3.5.0.Final","name":"shop",\
    "ts_ms":1763629860123,%s},"op":"%s","ts_ms":1763629860500}"""
        .formatted(before, after, source, operation);
  }

  static ChangeEvent event(Normalization outcome) {
    if (outcome instanceof Normalization.Normalized normalized) {
      return normalized.event();
    }
    throw new AssertionError("no event: " + outcome);
  }

  static Value.Obj object(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }
}
