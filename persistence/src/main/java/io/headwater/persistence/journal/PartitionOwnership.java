package io.headwater.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens partitions for this node's writer and gives them up.
 *
 * <p>Opening claims the partition, fences whoever else has a claim to it, reads its tail, and lets
 * the writer write to it. Claims lie in one order, so of two nodes that open the same partition at
 * once the earlier one gives way or is fenced; and a writer whose fate is unclear looks at the
 * claims before it goes on ({@link #requireOwned}). What happens to partitions happens on one
 * thread, in the order in which it was asked for. Thread-safe.
 */
final class PartitionOwnership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwnership.class);
  private static final long CLOSE_WAIT_MILLIS = 10_000;
  private static final Duration RELEASE_POLL = Duration.ofMillis(50);

  /** What taking a partition over consists of; done by the journal's parts. */
  interface Steps {

    /** Fences these writers and waits until what they wrote is visible or aborted. */
    void fence(Collection<Integer> partitions, Collection<Claim.Claimant> claimants);

    /** Brings the local store up to the partitions' ends. */
    void catchUp(Collection<Integer> partitions);

    /** Lets the writer write to the partitions. */
    void own(Collection<Integer> partitions);

    /** Makes the writer give a partition up, and returns when it has. */
    void disown(int partition);
  }

  private final Claim.Claimant self;
  private final Membership membership;
  private final Duration handOverWait;
  private final ClaimLog claims;
  private final Steps steps;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "headwater-journal-owner");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean closing;

  // Guarded by this, as is the batch's content.
  private final Map<Integer, CompletableFuture<Void>> open = new HashMap<>();
  private Optional<Map<Integer, CompletableFuture<Void>>> batch = Optional.empty();

  PartitionOwnership(
      Claim.Claimant self,
      Membership membership,
      Duration handOverWait,
      ClaimLog claims,
      Steps steps) {
    this.self = self;
    this.membership = membership;
    this.handOverWait = handOverWait;
    this.claims = claims;
    this.steps = steps;
  }

  /** Ends the claims of former processes of this node, so that nobody waits for them. */
  void fenceFormerSelf() {
    List<Claim> former =
        claims.read().stream()
            .filter(claim -> claim.claimant().writerId().equals(self.writerId()))
            .filter(claim -> !claim.claimant().equals(self))
            .toList();
    if (!former.isEmpty()) {
      steps.fence(former.stream().map(Claim::partition).distinct().toList(), claimants(former));
      claims.release(former);
    }
  }

  /**
   * Opens a partition; one that is open stays so.
   *
   * @return completes when actors of the partition may recover and write; exceptionally when it
   *     cannot be opened, and then the next call tries again
   */
  synchronized CompletableFuture<Void> open(int partition) {
    CompletableFuture<Void> known = open.get(partition);
    if (known != null) {
      return known;
    }
    CompletableFuture<Void> opening = new CompletableFuture<>();
    open.put(partition, opening);
    if (batch.isEmpty()) {
      Map<Integer, CompletableFuture<Void>> next = new TreeMap<>();
      batch = Optional.of(next);
      execute(() -> openAll(next), opening);
    }
    batch.ifPresent(next -> next.put(partition, opening));
    return opening;
  }

  /** Gives a partition up; another node can open it without fencing this one. */
  synchronized void release(int partition) {
    Optional<CompletableFuture<Void>> opened = Optional.ofNullable(open.remove(partition));
    // What is opened from now on must not come before this.
    batch = Optional.empty();
    opened.ifPresent(former -> execute(() -> give(partition, former), new CompletableFuture<>()));
  }

  /**
   * Brings the local store up to the ends of partitions that are not open here, and runs the action
   * before any of them is opened or given up.
   */
  void withImage(Collection<Integer> partitions, Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      batch = Optional.empty();
      execute(
          () -> {
            List<Integer> foreign = partitions.stream().filter(one -> !isOpen(one)).toList();
            steps.fence(foreign, List.of());
            steps.catchUp(foreign);
            action.run();
            done.complete(null);
          },
          done);
    }
    done.join();
  }

  /**
   * Refuses when one of these partitions is not this writer's any more: another node has claimed
   * it, or has ended this writer's claim after it fenced it.
   *
   * @throws JournalException naming the partition and, if it is known, the node
   */
  void requireOwned(Collection<Integer> partitions) {
    List<Claim> standing = claims.read();
    for (int partition : partitions) {
      List<Claim> contenders = of(partition, standing);
      if (!contenders.equals(List.of(new Claim(partition, self)))) {
        throw thoughtDead(partition, contenders);
      }
    }
  }

  private JournalException thoughtDead(int partition, List<Claim> contenders) {
    String others =
        writerIds(contenders.stream().filter(claim -> !claim.claimant().equals(self)).toList());
    return new JournalException(
        "partition %d was taken over%s while this node was thought dead; mend: restart this node"
            .formatted(partition, others.isEmpty() ? "" : " by " + others));
  }

  private static List<Claim> of(int partition, List<Claim> standing) {
    return standing.stream().filter(claim -> claim.partition() == partition).toList();
  }

  /** Ends all claims of this writer; to be called when it has closed. */
  void releaseAll() {
    claims.release(claims.read().stream().filter(claim -> claim.claimant().equals(self)).toList());
  }

  @Override
  public void close() {
    closing = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("a partition is still being opened or given up, which is cut short");
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isOpen(int partition) {
    CompletableFuture<Void> known = open.get(partition);
    return known != null && known.isDone() && !known.isCompletedExceptionally();
  }

  private void execute(Runnable task, CompletableFuture<Void> outcome) {
    try {
      thread.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              outcome.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      outcome.completeExceptionally(new JournalException("the journal is closed", e));
    }
  }

  private void openAll(Map<Integer, CompletableFuture<Void>> openings) {
    Map<Integer, CompletableFuture<Void>> taken;
    synchronized (this) {
      if (batch.equals(Optional.of(openings))) {
        batch = Optional.empty();
      }
      taken = new TreeMap<>(openings);
    }
    try {
      Map<Integer, JournalException> refused = takeOver(List.copyOf(taken.keySet()));
      taken.forEach(
          (partition, opening) -> {
            Optional<JournalException> refusal = Optional.ofNullable(refused.get(partition));
            if (refusal.isPresent()) {
              fail(partition, opening, refusal.get());
            } else {
              opening.complete(null);
            }
          });
    } catch (RuntimeException e) {
      LOG.warn("partitions {} cannot be opened", taken.keySet(), e);
      taken.forEach((partition, opening) -> fail(partition, opening, e));
    }
  }

  private void fail(int partition, CompletableFuture<Void> opening, RuntimeException cause) {
    synchronized (this) {
      open.remove(partition, opening);
    }
    opening.completeExceptionally(cause);
  }

  /** Returns why partitions could not be opened, by partition; the others are open. */
  private Map<Integer, JournalException> takeOver(List<Integer> partitions) {
    claims.claim(partitions.stream().map(one -> new Claim(one, self)).toList());
    Map<Integer, JournalException> lost = new LinkedHashMap<>();
    List<Claim> former = awaitReleases(partitions, lost);
    List<Integer> won = partitions.stream().filter(one -> !lost.containsKey(one)).toList();
    steps.fence(won, claimants(former));
    claims.release(former);
    steps.catchUp(won);
    steps.own(won);
    LOG.info(
        "partitions {} opened{}",
        won,
        former.isEmpty() ? "" : ", taken over from " + writerIds(former));
    return lost;
  }

  /**
   * Gives members that are alive some time to give up what they were told to, and gives way itself
   * where another node has claimed later.
   *
   * @param lost takes the partitions where that is so
   * @return the claims that still stand before this node's
   */
  private List<Claim> awaitReleases(List<Integer> partitions, Map<Integer, JournalException> lost) {
    long deadline = System.nanoTime() + handOverWait.toNanos();
    while (true) {
      if (closing) {
        throw new JournalException("the journal is closed");
      }
      List<Claim> standing = claims.read();
      List<Claim> former = new ArrayList<>();
      for (int partition : partitions) {
        List<Claim> contenders = of(partition, standing);
        Claim own = new Claim(partition, self);
        if (lost.containsKey(partition)) {
          continue;
        }
        if (!contenders.contains(own)) {
          lost.put(partition, thoughtDead(partition, contenders));
        } else if (!contenders.getLast().equals(own)) {
          lost.put(partition, claimedLater(contenders.getLast()));
          claims.release(List.of(own));
        } else {
          former.addAll(contenders.subList(0, contenders.size() - 1));
        }
      }
      boolean releasing =
          former.stream().anyMatch(claim -> membership.alive().test(claim.claimant().node()));
      if (!releasing || System.nanoTime() - deadline > 0) {
        return former;
      }
      pause();
    }
  }

  private static JournalException claimedLater(Claim claim) {
    return new JournalException(
        "partition %d was claimed by %s after this node; it is opened again when an actor here needs it"
            .formatted(claim.partition(), claim.claimant().writerId()));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RELEASE_POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("interrupted while a partition was opened", e);
    }
  }

  private void give(int partition, CompletableFuture<Void> opened) {
    if (!opened.isDone() || opened.isCompletedExceptionally()) {
      return;
    }
    steps.disown(partition);
    claims.release(List.of(new Claim(partition, self)));
    LOG.info("partition {} given up", partition);
  }

  private static List<Claim.Claimant> claimants(List<Claim> claims) {
    return claims.stream().map(Claim::claimant).distinct().toList();
  }

  private static String writerIds(List<Claim> claims) {
    return claims.stream()
        .map(claim -> claim.claimant().writerId())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
