package io.headwater.capture.normalize;

import java.util.Base64;
import java.util.Optional;

/**
 * The secret that hashes and tokens are made with. Immutable; never prints itself.
 *
 * <p>Each use has a key of its own, derived from the secret by HKDF (RFC 5869), so a hash tells
 * nothing of tokens.
 */
public final class MaskKey {

  /** The fewest bytes of a secret. */
  public static final int MIN_BYTES = 32;

  private final byte[] secret;

  private MaskKey(byte[] secret) {
    this.secret = secret;
  }

  /**
   * Reads a key.
   *
   * @param base64 at least {@value #MIN_BYTES} random bytes in Base64 (RFC 4648, section 4); line
   *     breaks and blanks count for nothing
   * @return the key; empty when the text is not Base64 or too short
   */
  public static Optional<MaskKey> parse(String base64) {
    try {
      byte[] secret = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return secret.length < MIN_BYTES ? Optional.empty() : Optional.of(new MaskKey(secret));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The key of that label. */
  byte[] derived(String label, int length) {
    return Hkdf.derive(secret, label, length);
  }

  /** Nothing of the secret. */
  @Override
  public String toString() {
    return "MaskKey";
  }
}
