package io.headwater.capture.normalize;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What tells an engine's record from others of the same position, table and key, and is the same
 * when the record comes again: its number in its transaction, or a digest of its row.
 */
final class RecordIdentity {

  private static final int BYTES = 8;

  private RecordIdentity() {}

  /**
   * The identity; empty when the record shows nothing of the kind.
   *
   * @param shown the record as it is kept, so that nothing follows from it that is masked
   */
  static String of(SourceRecord shown) {
    try {
      if (!(shown.value() instanceof Struct value)) {
        return "";
      }
      if (value.schema().field("transaction") != null
          && value.get("transaction") instanceof Struct block) {
        return EngineRecords.transactionId(block.getString("id"))
            + ":"
            + block.getInt64("total_order");
      }
      return digest(String.valueOf(image(value, "before")) + '\0' + image(value, "after"));
    } catch (RuntimeException unlikeAnyRecord) {
      return "";
    }
  }

  private static String image(Struct value, String field) {
    if (value.schema().field(field) == null || !(value.get(field) instanceof Struct row)) {
      return "";
    }
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false"), false);
      return new String(converter.fromConnectData("", row.schema(), row), StandardCharsets.UTF_8);
    }
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
