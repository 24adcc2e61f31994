package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpeningIT extends JournalScenario {

  private static final Claim.Claimant SELF = new Claim.Claimant("node-1", "1", "tx-1", "");
  private static final Claim.Claimant OTHER = new Claim.Claimant("node-2", "1", "tx-2", "");
  private static final int PARTITION = 2;

  /** The steps of a node whose place is taken while its own opening goes on. */
  private static final class OvertakenSteps implements PartitionOwnership.Steps {

    private final Runnable overtake;
    private final Set<Integer> owned = new HashSet<>();

    private OvertakenSteps(Runnable overtake) {
      this.overtake = overtake;
    }

    @Override
    public void fence(Collection<Integer> partitions, Collection<Claim.Claimant> claimants) {}

    @Override
    public void catchUp(Collection<Integer> partitions) {
      overtake.run();
    }

    @Override
    public void look(Collection<Integer> partitions) {}

    @Override
    public void own(Collection<Integer> partitions) {
      owned.addAll(partitions);
    }

    @Override
    public Set<Integer> owned() {
      return owned;
    }

    @Override
    public void disown(int partition) {
      owned.remove(partition);
    }
  }

  @Test
  void aPartitionThatWasTakenOverWhileItWasOpenedIsNotServed() throws Exception {
    Claim own = new Claim(PARTITION, SELF);
    Claim later = new Claim(PARTITION, OTHER);
    try (ClaimLog claims = new ClaimLog(topics.kafka());
        ClaimLog others = new ClaimLog(topics.kafka())) {
      OvertakenSteps steps =
          new OvertakenSteps(
              () -> {
                others.claim(List.of(later));
                others.release(List.of(own));
              });
      try (PartitionOwnership ownership =
          new PartitionOwnership(SELF, Membership.NONE, Duration.ZERO, claims, steps)) {
        assertThatThrownBy(() -> ownership.open(PARTITION).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
            .hasMessageContaining("partition 2 was taken over by node-2");
        assertThat(steps.owned()).isEmpty();
        assertThat(claims.read()).containsExactly(later);
      }
    }
  }
}
