package io.headwater.http.health;

import java.util.Optional;
import java.util.function.Supplier;

/** Something without which the process should get no traffic; thread-safe, answers at once. */
public interface ReadinessCheck {

  /** A short name, such as {@code bootstrap-view}. */
  String name();

  /** Why the process is not ready; empty when it is. */
  Optional<String> problem();

  /** A check of that name that asks {@code problem}. */
  static ReadinessCheck of(String name, Supplier<Optional<String>> problem) {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<String> problem() {
        return problem.get();
      }
    };
  }
}
