package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partition goes from node to node while its resources are written without a pause. */
class TakeoverUnderLoadIT extends OwnershipScenario {

  private static final Logger LOG = LoggerFactory.getLogger(TakeoverUnderLoadIT.class);
  private static final int NODES = 6;
  private static final int RESOURCES = 8;
  private static final int MAX_WRITES_EACH = 120;

  private final List<String> ids =
      IntStream.iterate(0, i -> i + 1)
          .mapToObj(i -> "w" + i)
          .filter(id -> Partitions.of(id, PARTITIONS) == 0)
          .limit(RESOURCES)
          .toList();

  /** The newest acknowledged version of each resource, on whichever node. */
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  @Test
  void nothingAcknowledgedIsLostAndNoVersionIsRepeated() throws Exception {
    long seed = System.nanoTime();
    LOG.warn("seed {}", seed);
    Random random = new Random(seed);
    JournalRuntime owner = node("node-0");
    open(owner, 0);
    List<CompletableFuture<Void>> chains = writeOn(owner);
    for (int next = 1; next < NODES; next++) {
      awaitAcknowledged(written() + random.nextInt(1, MAX_WRITES_EACH));
      boolean polite = random.nextBoolean();
      if (polite) {
        alive.add("node-" + (next - 1));
        owner.stopped(0);
      }
      JournalRuntime successor = node("node-" + next);
      open(successor, 0);
      awaitEnded(chains);
      for (String id : ids) {
        assertThat(newest(successor, id))
            .as("%s after %s, polite: %s", id, owner, polite)
            .isGreaterThanOrEqualTo(acknowledged.getOrDefault(id, 0L));
      }
      assertThat(owner.failure().isPresent()).as("whether it was fenced").isEqualTo(!polite);
      owner = successor;
      chains = writeOn(owner);
    }
    awaitAcknowledged(written() + 1);
    owner.stopped(0);
    awaitEnded(chains);
    assertPublishedOnce();
  }

  private void assertPublishedOnce() {
    for (String id : ids) {
      List<Long> published = published(id);
      assertThat(published)
          .as("versions of %s, in order", id)
          .isEqualTo(LongStream.rangeClosed(1, published.size()).boxed().toList());
      assertThat(journaled(id)).as("journal of %s", id).isEqualTo(published);
      assertThat(acknowledged.getOrDefault(id, 0L)).isLessThanOrEqualTo(published.size());
    }
  }

  /** Writes each resource, one version after the other, until the node refuses. */
  private List<CompletableFuture<Void>> writeOn(JournalRuntime node) {
    List<CompletableFuture<Void>> chains = new ArrayList<>();
    for (String id : ids) {
      chains.add(writeOn(node, id, newest(node, id) + 1));
    }
    return chains;
  }

  private CompletableFuture<Void> writeOn(JournalRuntime node, String id, long version) {
    return submit(node, id, version)
        .done()
        .thenComposeAsync(
            refusal -> {
              acknowledged.merge(id, version, Math::max);
              return writeOn(node, id, version + 1);
            });
  }

  private static void awaitEnded(List<CompletableFuture<Void>> chains) throws Exception {
    CompletableFuture.allOf(chains.toArray(CompletableFuture[]::new))
        .handle((ok, refusal) -> refusal)
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(chains).allSatisfy(chain -> assertThat(chain).isCompletedExceptionally());
  }

  private long written() {
    return acknowledged.values().stream().mapToLong(version -> version).sum();
  }

  private void awaitAcknowledged(long writes) {
    Awaitility.await().atMost(LIMIT).until(() -> written() >= writes);
  }

  private static long newest(JournalRuntime node, String id) {
    return node.entry(JournalSamples.persistenceId(WIDGET, id))
        .map(JournalEntry::sequenceNr)
        .orElse(0L);
  }
}
