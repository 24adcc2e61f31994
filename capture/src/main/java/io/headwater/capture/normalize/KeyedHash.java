package io.headwater.capture.normalize;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.util.HexFormat;

/**
 * Hashes values: HMAC-SHA-256 (RFC 2104) over the value's JSON text, as 64 lower-case hexadecimal
 * digits. Thread-safe.
 *
 * <p>Values are equal by their JSON text, as keys are: the text {@code 1} and the number 1 have
 * different hashes.
 */
final class KeyedHash {

  private static final String LABEL = "headwater mask: hash v1";
  private static final int KEY_BYTES = 32;

  private final byte[] key;

  KeyedHash(MaskKey key) {
    this.key = key.derived(LABEL, KEY_BYTES);
  }

  String of(Value value) {
    return HexFormat.of().formatHex(Hkdf.hmac(key, Json.bytes(value)));
  }
}
