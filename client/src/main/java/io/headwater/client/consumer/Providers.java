package io.headwater.client.consumer;

import java.util.List;

/** The providers, of which one is asked until it fails; one thread at a time. */
final class Providers implements AutoCloseable {

  private final List<Provider> all;
  private int current;

  Providers(List<Provider> all) {
    this.all = List.copyOf(all);
  }

  Provider current() {
    return all.get(current);
  }

  /** That one failed: the next one is asked from now on, unless it is already. */
  void failed(Provider provider) {
    if (current().equals(provider)) {
      current = (current + 1) % all.size();
    }
  }

  @Override
  public void close() {
    all.forEach(Provider::close);
  }
}
