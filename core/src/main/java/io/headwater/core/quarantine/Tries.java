package io.headwater.core.quarantine;

import java.time.Instant;
import java.util.Optional;

/**
 * How often input was tried.
 *
 * @param count the number of times, with the first
 * @param first when it was refused first
 * @param note what the newest retry came to, when there was one
 */
public record Tries(int count, Instant first, Optional<String> note) {

  /** What is noted of a withheld document while its resource is at it. */
  public static final String RENDERING = "its document is being rendered again";

  /** Input that is refused for the first time. */
  public static Tries firstAt(Instant refused) {
    return new Tries(1, refused, Optional.empty());
  }

  /** One more try, which came to that. */
  public Tries again(String came) {
    return new Tries(count + 1, first, Optional.of(came));
  }
}
