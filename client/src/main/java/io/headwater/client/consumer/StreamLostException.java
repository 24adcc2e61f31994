package io.headwater.client.consumer;

/** What the sink has cannot be continued; the bootstrap has to be made anew. */
final class StreamLostException extends Exception {

  private final boolean cut;

  /**
   * For that reason.
   *
   * @param cut whether the stream has lost its end
   */
  StreamLostException(String message, boolean cut) {
    super(message);
    this.cut = cut;
  }

  boolean cut() {
    return cut;
  }
}
