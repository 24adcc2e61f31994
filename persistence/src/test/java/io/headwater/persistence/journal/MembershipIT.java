package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MembershipIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aMemberIsAliveFromItsJoiningOnAndNobodyElseIs() {
    ActorSystem system = start(Map.of("pekko.actor.provider", "cluster"));
    try {
      Membership membership = Membership.of(system);
      Cluster cluster = Cluster.get(system);
      assertThat(membership.self()).isEqualTo(cluster.selfUniqueAddress().toString()).isNotEmpty();
      assertThat(membership.alive()).rejects(membership.self());
      cluster.join(cluster.selfAddress());
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> cluster.selfMember().status().equals(MemberStatus.up()));

      assertThat(membership.alive())
          .accepts(membership.self())
          .rejects("", cluster.selfAddress().toString(), membership.self() + "1");
    } finally {
      stop(system);
    }
  }

  @Test
  void aSystemWithoutAClusterIsByItself() {
    ActorSystem system = start(Map.of());
    try {
      assertThat(Membership.of(system)).isSameAs(Membership.NONE);
      assertThat(Membership.NONE.self()).isEmpty();
      assertThat(Membership.NONE.alive()).rejects("", "anybody");
    } finally {
      stop(system);
    }
  }

  private static ActorSystem start(Map<String, Object> settings) {
    Config config =
        ConfigFactory.parseMap(settings)
            .withFallback(
                ConfigFactory.parseMap(
                    Map.of(
                        // The typed extensions of a cluster are in another module's class path.
                        "pekko.library-extensions", List.of(),
                        "pekko.loglevel", "WARNING",
                        "pekko.stdout-loglevel", "OFF",
                        "pekko.remote.artery.canonical.hostname", "127.0.0.1",
                        "pekko.remote.artery.canonical.port", 0)))
            .withFallback(ConfigFactory.load());
    return ActorSystem.create("membership", config);
  }

  private static void stop(ActorSystem system) {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
