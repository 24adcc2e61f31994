package io.headwater.client.bootstrap;

/** Receives a download as it arrives, on the downloading thread; what it throws ends it. */
public interface PartReceiver {

  /** The first line: where the stream goes on. */
  default void begins(BootstrapHeader header) {}

  /** The next state, not verified yet. */
  void state(StateRecordView state);

  /**
   * Everything up to here is as the server sent it.
   *
   * @param after the id of the last state: a download that breaks off goes on behind it
   */
  default void checkpoint(String after) {}
}
