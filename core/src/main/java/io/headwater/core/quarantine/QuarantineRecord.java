package io.headwater.core.quarantine;

import io.headwater.core.json.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Refused input as it is kept in the quarantine topic: the input itself, the reason, and all that a
 * retry needs. Its form on the topic is {@link QuarantineCodec}'s.
 *
 * @param source the source it came from
 * @param stage the stage that refused it ({@code capture}, {@code normalize}, {@code produce},
 *     {@code publish})
 * @param cause why it was refused, in a word
 * @param subject what it is about: a table and key, or a resource
 * @param reason why it was refused and how to mend it; quotes no value
 * @param position where it stands: a source position, or {@code topic-partition@offset}
 * @param timestamp when it was refused last
 * @param payload the refused input itself, as far as {@code input} says
 * @param input what the payload is
 * @param tries how often it was tried
 */
public record QuarantineRecord(
    String source,
    String stage,
    RefusalCause cause,
    String subject,
    String reason,
    String position,
    Instant timestamp,
    Bytes payload,
    RefusedInput input,
    Tries tries) {

  /** The most bytes of a payload that are kept; a larger one is cut, and its extent says so. */
  public static final int MAX_PAYLOAD_BYTES = 1024 * 1024;

  /** Half of a SHA-256 tells any number of refusals apart that a topic can hold. */
  private static final int KEY_BYTES = 16;

  /** Bytes that were refused for the first time, of which nothing else is known. */
  public QuarantineRecord(
      String source,
      String stage,
      String subject,
      String reason,
      String position,
      Instant timestamp,
      Bytes payload) {
    this(
        source,
        stage,
        RefusalCause.OTHER,
        subject,
        reason,
        position,
        timestamp,
        payload,
        RefusedInput.of(PayloadForm.BYTES),
        Tries.firstAt(timestamp));
  }

  /**
   * The record's key on the topic, 32 hexadecimal digits: the same input refused again has the same
   * key, and so has a resource whose document is withheld again.
   */
  public String key() {
    boolean isResource = input.form() == PayloadForm.RESOURCE;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part :
          new String[] {source, stage, subject, isResource ? "" : position, input.identity()}) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The same record, with that input. */
  public QuarantineRecord withInput(RefusedInput known) {
    return new QuarantineRecord(
        source, stage, cause, subject, reason, position, timestamp, payload, known, tries);
  }

  /** The same record, tried that often. */
  public QuarantineRecord withTries(Tries known) {
    return new QuarantineRecord(
        source, stage, cause, subject, reason, position, timestamp, payload, input, known);
  }

  /** The same input, refused again. */
  public QuarantineRecord refusedAgain(RefusalCause why, String told, Instant now, String note) {
    return new QuarantineRecord(
        source, stage, why, subject, told, position, now, payload, input, tries.again(note));
  }
}
