package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OwnClaimsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Claim.Claimant SELF = new Claim.Claimant("node-1", "1", "tx-1", "");

  private final ClaimsInMemory claims = new ClaimsInMemory();
  private final OwnClaims own = new OwnClaims(SELF, claims);

  @Test
  void aClaimThatCouldNotBeEndedIsEndedWithTheNext() {
    own.claim(List.of(1, 2));
    claims.refuseReleases();
    own.end(List.of(1));
    assertThat(claims.read()).containsExactly(own.of(1), own.of(2));

    claims.allowReleases();
    own.end(List.of(2));
    assertThat(claims.read()).isEmpty();
  }

  @Test
  void aClaimThatCouldNotBeEndedIsEndedBeforeAnotherIsMade() {
    own.claim(List.of(1));
    claims.refuseReleases();
    own.end(List.of(1));

    claims.allowReleases();
    own.claim(List.of(2));
    assertThat(claims.read()).containsExactly(own.of(2));
  }

  @Test
  void aClaimThatWasMadeAgainOutlivesTheEndThatFailedBefore() {
    own.claim(List.of(1, 2));
    claims.refuseReleases();
    own.end(List.of(1));
    own.claim(List.of(1));

    claims.allowReleases();
    own.end(List.of(2));
    assertThat(claims.read()).as("the partition is open again").containsExactly(own.of(1));
  }

  @Test
  void aClaimThatIsMadeWhileItsFormerSelfIsEndedComesAfterTheEnd() throws Exception {
    own.claim(List.of(1));
    Thread again = new Thread(() -> own.claim(List.of(1)));
    claims.beforeRelease(
        () -> {
          again.start();
          Awaitility.await().atMost(LIMIT).until(() -> again.getState() == Thread.State.BLOCKED);
        });
    own.end(List.of(1));
    again.join(LIMIT.toMillis());

    assertThat(claims.read()).containsExactly(own.of(1));
  }
}
