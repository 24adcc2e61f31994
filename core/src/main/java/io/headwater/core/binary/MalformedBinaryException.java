package io.headwater.core.binary;

/** Thrown when bytes are not of the expected binary form; never quotes them. */
public final class MalformedBinaryException extends RuntimeException {

  private final int offset;
  private final String reason;

  /**
   * Creates the exception.
   *
   * @param offset the place in the bytes, from 0, of what cannot be read
   * @param reason what is wrong there
   */
  public MalformedBinaryException(int offset, String reason) {
    super("cannot read byte %d: %s".formatted(offset, reason));
    this.offset = offset;
    this.reason = reason;
  }

  /** The place in the bytes, from 0, of what cannot be read. */
  public int offset() {
    return offset;
  }

  /** What is wrong there. */
  public String reason() {
    return reason;
  }
}
