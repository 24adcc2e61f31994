package io.headwater.client.consume;

/** A position is no longer on the topic, so following from it would leave a gap. */
public final class PositionLostException extends RuntimeException {

  /** The positions that message names are lost. */
  public PositionLostException(String message) {
    super(message);
  }

  /** The positions that message names are lost, as the broker said. */
  public PositionLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
