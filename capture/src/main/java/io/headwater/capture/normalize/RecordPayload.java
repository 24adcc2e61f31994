package io.headwater.capture.normalize;

import io.headwater.core.json.Bytes;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/** Renders refused records as JSON with their schemas, so that they can be tried again. */
final class RecordPayload {

  private final JsonConverter keys = new JsonConverter();
  private final JsonConverter values = new JsonConverter();

  RecordPayload() {
    keys.configure(Map.of("schemas.enable", "false"), true);
    values.configure(Map.of("schemas.enable", "true"), false);
  }

  Bytes of(SourceRecord refused) {
    try {
      byte[] value =
          values.fromConnectData(refused.topic(), refused.valueSchema(), refused.value());
      return value == null ? keyOf(refused) : Bytes.of(value);
    } catch (RuntimeException e) {
      // Not even the converter can read it: all that is left is its text.
      return Bytes.utf8(String.valueOf(refused.value()));
    }
  }

  private Bytes keyOf(SourceRecord refused) {
    byte[] key = keys.fromConnectData(refused.topic(), refused.keySchema(), refused.key());
    return key == null ? Bytes.utf8("null") : Bytes.of(key);
  }
}
