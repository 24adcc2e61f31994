package io.headwater.client.consumer;

import java.time.Duration;

/** Everything that a consumer's thread waits for; an end of the consumer ends these waits. */
interface Waits {

  /** Something that takes its time. */
  interface Waiting<T> {
    T call() throws ProviderException, StreamLostException, InterruptedException;
  }

  void sleep(Duration time) throws InterruptedException;

  <T> T interruptible(Waiting<T> waiting)
      throws ProviderException, StreamLostException, InterruptedException;
}
