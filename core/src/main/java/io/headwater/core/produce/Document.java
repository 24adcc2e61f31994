package io.headwater.core.produce;

import io.headwater.core.json.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A resource's published document.
 *
 * @param json compact UTF-8 JSON in the mapping's member order
 */
public record Document(Bytes json) {

  private static final int DIGEST_BYTES = 16;

  /** The first 128 bits of the SHA-256 of the JSON, in hexadecimal. */
  public String digest() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.array());
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
