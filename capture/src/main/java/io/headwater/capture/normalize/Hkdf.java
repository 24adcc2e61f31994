package io.headwater.capture.normalize;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives keys from a secret: HKDF of RFC 5869 with HMAC-SHA-256. */
final class Hkdf {

  private static final String HMAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;

  private Hkdf() {}

  /**
   * A derived key; other labels give keys that tell nothing of each other.
   *
   * @param salt may be empty
   * @param info the label of the key
   * @param length in bytes
   */
  static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
    // An empty key is refused by the platform; zeros are what the RFC puts in its place.
    byte[] extracted = hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, secret);
    byte[] derived = new byte[length];
    byte[] block = new byte[0];
    int counter = 1;
    for (int at = 0; at < length; at += HASH_BYTES) {
      block = hmac(extracted, block, info, new byte[] {(byte) counter});
      System.arraycopy(block, 0, derived, at, Math.min(HASH_BYTES, length - at));
      counter++;
    }
    Arrays.fill(extracted, (byte) 0);
    return derived;
  }

  static byte[] derive(byte[] secret, String label, int length) {
    return derive(secret, new byte[0], label.getBytes(StandardCharsets.UTF_8), length);
  }

  /** HMAC-SHA-256 over the parts as if they were one. */
  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }
}
