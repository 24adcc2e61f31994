package io.headwater.client.consumer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when it is waited for. */
final class ManualTime implements InstantSource, Waits {

  private Instant now = Instant.parse("2026-11-20T09:11:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void sleep(Duration time) {
    now = now.plus(time);
  }

  @Override
  public <T> T interruptible(Waiting<T> waiting)
      throws ProviderException, StreamLostException, InterruptedException {
    return waiting.call();
  }
}
