package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class ChangeLimitTest {

  private final ChangeLimit limit = new ChangeLimit(new Room(10, 100));

  @Test
  void admitsUntilTheChangesAreTooMany() {
    assertThat(admit(6, 1)).isCompleted();
    CompletableFuture<Done> waiting = admit(5, 1);
    assertThat(waiting).isNotDone();

    limit.release(new Room(6, 1));
    assertThat(waiting).isCompleted();
  }

  @Test
  void admitsUntilTheCharactersAreTooMany() {
    assertThat(admit(1, 60)).isCompleted();
    assertThat(admit(1, 40)).isCompleted();
    CompletableFuture<Done> waiting = admit(1, 50);
    assertThat(waiting).isNotDone();

    limit.release(new Room(1, 40));
    assertThat(waiting).as("40 of the 50 are free").isNotDone();
    limit.release(new Room(1, 60));
    assertThat(waiting).isCompleted();
    assertThat(admit(1, 51)).isNotDone();
  }

  @Test
  void refusesWhatWouldWaitForEver() {
    assertThatThrownBy(() -> admit(11, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> admit(1, 101)).isInstanceOf(IllegalStateException.class);
  }

  private CompletableFuture<Done> admit(int changes, long characters) {
    return limit.admit(new Room(changes, characters)).toCompletableFuture();
  }
}
