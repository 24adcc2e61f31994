package io.headwater.core.normalize;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What stands for a large value: how long it is and what it was, so that whoever has it, or another
 * one, can tell whether it is the same.
 *
 * @param bytes the length of the content in bytes
 * @param sha256 the SHA-256 (FIPS 180-4) of the content, 64 lower-case hexadecimal digits
 */
public record ContentReference(long bytes, String sha256) {

  /** The name of the length in JSON. */
  public static final String BYTES = "bytes";

  /** The name of the hash in JSON. */
  public static final String SHA256 = "sha256";

  /** The reference to that content. */
  public static ContentReference of(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new ContentReference(content.length, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The reference as a change event shows it. */
  public Value.Obj json() {
    return new ObjectBuilder().add(BYTES, Value.of(bytes)).add(SHA256, Value.of(sha256)).build();
  }
}
