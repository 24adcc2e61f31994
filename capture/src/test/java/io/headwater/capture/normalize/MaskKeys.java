package io.headwater.capture.normalize;

import java.util.Arrays;
import java.util.Base64;

/** Keys of tests. */
final class MaskKeys {

  static final MaskKey ONE = key(1);
  static final MaskKey OTHER = key(2);

  private MaskKeys() {}

  static String text(int fill, int length) {
    byte[] secret = new byte[length];
    Arrays.fill(secret, (byte) fill);
    return Base64.getEncoder().encodeToString(secret);
  }

  private static MaskKey key(int fill) {
    return MaskKey.parse(text(fill, MaskKey.MIN_BYTES)).orElseThrow();
  }
}
