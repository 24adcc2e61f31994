package io.headwater.capture.normalize;

import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.PayloadExtent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Renders refused records as JSON with their schemas, and reads them back to be tried again. */
final class RecordPayload {

  /**
   * A record in JSON.
   *
   * @param value its value; {@code null} in JSON when it has none
   * @param key its key, when it has one
   * @param isFaithful whether reading it gives the same record: JSON has no NaN, for one
   */
  record Rendered(Bytes value, Optional<Bytes> key, boolean isFaithful) {

    /** How much of the refused record this is, when the record that was rendered was so much. */
    PayloadExtent extent(PayloadExtent shown) {
      return shown.isComplete() && !isFaithful ? PayloadExtent.PARTIAL : shown;
    }
  }

  private final JsonConverter keys = new JsonConverter();
  private final JsonConverter values = new JsonConverter();

  RecordPayload() {
    keys.configure(Map.of("schemas.enable", "true"), true);
    values.configure(Map.of("schemas.enable", "true"), false);
  }

  Rendered of(SourceRecord refused) {
    try {
      byte[] value = render(values, refused, refused.valueSchema(), refused.value());
      byte[] key = render(keys, refused, refused.keySchema(), refused.key());
      return new Rendered(
          Bytes.of(value),
          refused.key() == null ? Optional.empty() : Optional.of(Bytes.of(key)),
          isFaithful(values, refused, value) && isFaithful(keys, refused, key));
    } catch (RuntimeException e) {
      // Not even the converter can read it: all that is left is its text.
      return new Rendered(Bytes.utf8(String.valueOf(refused.value())), Optional.empty(), false);
    }
  }

  /**
   * The record that was rendered; it has no position of the engine's.
   *
   * @throws RuntimeException when the bytes are no rendered record
   */
  SourceRecord read(Bytes value, Optional<Bytes> key) {
    SchemaAndValue readValue = values.toConnectData("", value.array());
    if (key.isEmpty()) {
      return new SourceRecord(Map.of(), Map.of(), "", readValue.schema(), readValue.value());
    }
    SchemaAndValue readKey = keys.toConnectData("", key.get().array());
    return new SourceRecord(
        Map.of(),
        Map.of(),
        "",
        readKey.schema(),
        readKey.value(),
        readValue.schema(),
        readValue.value());
  }

  private static byte[] render(
      JsonConverter converter,
      SourceRecord refused,
      @Nullable Schema schema,
      @Nullable Object value) {
    byte[] json = converter.fromConnectData(refused.topic(), schema, value);
    return json == null ? new byte[] {'n', 'u', 'l', 'l'} : json;
  }

  private static boolean isFaithful(JsonConverter converter, SourceRecord refused, byte[] json) {
    try {
      SchemaAndValue read = converter.toConnectData(refused.topic(), json);
      return Arrays.equals(json, render(converter, refused, read.schema(), read.value()));
    } catch (RuntimeException e) {
      return false;
    }
  }
}
