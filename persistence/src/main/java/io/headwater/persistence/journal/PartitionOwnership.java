package io.headwater.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * claims before it goes on ({@link #requireOwned}). What happens to one partition happens in the
 * order in which it was asked for. Thread-safe.
 */
final class PartitionOwnership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwnership.class);
  private static final long CLOSE_WAIT_MILLIS = 10_000;
  private static final Duration RELEASE_POLL = Duration.ofMillis(50);

  /** How long a partition that could not be opened is not tried again. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  private record Failure(Throwable cause, long atNanos) {}

  /** What taking a partition over consists of; done by the journal's parts. */
  interface Steps {

    /** Fences these writers and waits until what they wrote is visible or aborted. */
    void fence(Collection<Integer> partitions, Collection<Claim.Claimant> claimants);

    /** Brings the local store up to the partitions' ends. */
    void catchUp(Collection<Integer> partitions);

    /** The same for partitions that stay others': nothing is fenced, opened or measured. */
    void look(Collection<Integer> partitions);

    /** Lets the writer write to the partitions, and returns when it may. */
    void own(Collection<Integer> partitions);

    /** The partitions that the writer may write to. */
    Set<Integer> owned();

    /** Makes the writer give a partition up, and returns when it has. */
    void disown(int partition);
  }

  private final Claim.Claimant self;
  private final Membership membership;
  private final Duration handOverWait;
  private final Claims claims;
  private final OwnClaims own;
  private final Steps steps;
  private final ExecutorService opener = thread("headwater-journal-owner");

  // On its own: whoever waits for a partition must not wait for what this node opens meanwhile.
  private final ExecutorService giver = thread("headwater-journal-giver");

  private volatile boolean closing;

  // Guarded by this.
  private final Map<Integer, CompletableFuture<Void>> open = new HashMap<>();
  private final Map<Integer, CompletableFuture<Void>> giving = new HashMap<>();
  private final Map<Integer, Failure> failures = new TreeMap<>();
  private Map<Integer, CompletableFuture<Void>> requested = new TreeMap<>();

  PartitionOwnership(
      Claim.Claimant self,
      Membership membership,
      Duration handOverWait,
      Claims claims,
      Steps steps) {
    this.self = self;
    this.membership = membership;
    this.handOverWait = handOverWait;
    this.claims = claims;
    this.own = new OwnClaims(self, claims);
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
    Failure failed = failures.get(partition);
    if (failed != null && System.nanoTime() - failed.atNanos() < RETRY_PAUSE.toNanos()) {
      return CompletableFuture.failedFuture(failed.cause());
    }
    CompletableFuture<Void> opening = new CompletableFuture<>();
    open.put(partition, opening);
    CompletableFuture<Void> before = giving.get(partition);
    if (before == null) {
      request(partition, opening);
    } else {
      CompletableFuture<?> unused =
          before.whenComplete((ok, failure) -> request(partition, opening));
    }
    return opening;
  }

  /** The opening of a partition that was asked for; failed when it was not. */
  synchronized CompletableFuture<Void> opened(int partition) {
    CompletableFuture<Void> known = open.get(partition);
    return known != null
        ? known
        : CompletableFuture.failedFuture(
            new JournalException("partition %d is not open on this node".formatted(partition)));
  }

  private synchronized void request(int partition, CompletableFuture<Void> opening) {
    requested.put(partition, opening);
    try {
      // The first task takes all that were requested by then; the others find nothing.
      opener.execute(this::openRequested);
    } catch (RejectedExecutionException e) {
      requested.remove(partition);
      fail(partition, opening, new JournalException("the journal is closed", e));
    }
  }

  /** Gives a partition up once it is open; another node can open it without fencing this one. */
  synchronized void release(int partition) {
    failures.remove(partition);
    CompletableFuture<Void> opening = open.remove(partition);
    if (opening == null) {
      return;
    }
    try {
      CompletableFuture<Void> given =
          opening
              .handle((ok, failure) -> failure == null)
              .thenAcceptAsync(
                  isOpen -> {
                    if (isOpen) {
                      give(partition);
                    }
                  },
                  giver);
      giving.put(partition, given);
      CompletableFuture<?> unused = given.whenComplete((ok, failure) -> gave(partition, given));
    } catch (RejectedExecutionException e) {
      LOG.debug("partition {} is given up with all others, as the journal closes", partition, e);
    }
  }

  private synchronized void gave(int partition, CompletableFuture<Void> given) {
    giving.remove(partition, given);
  }

  /**
   * Brings the local store up to the ends of partitions that are not this node's, and runs the
   * action before any of them is opened.
   */
  void withImage(Collection<Integer> partitions, Runnable action) {
    try {
      CompletableFuture.runAsync(
              () -> {
                Set<Integer> owned = steps.owned();
                List<Integer> foreign =
                    partitions.stream().filter(one -> !owned.contains(one)).toList();
                steps.look(foreign);
                action.run();
              },
              opener)
          .join();
    } catch (RejectedExecutionException e) {
      throw new JournalException("the journal is closed", e);
    }
  }

  /**
   * Refuses when one of these partitions is not this writer's any more: another node has claimed
   * it, or has ended this writer's claim after it fenced it.
   *
   * @throws PlaceLostException naming the partition and, if it is known, the node
   * @throws JournalException when the claims cannot be read
   */
  void requireOwned(Collection<Integer> partitions) {
    List<Claim> standing = claims.read();
    for (int partition : partitions) {
      List<Claim> contenders = of(partition, standing);
      if (!contenders.equals(List.of(own.of(partition)))) {
        throw thoughtDead(partition, contenders);
      }
    }
  }

  private PlaceLostException thoughtDead(int partition, List<Claim> contenders) {
    String others =
        writerIds(contenders.stream().filter(claim -> !claim.claimant().equals(self)).toList());
    return new PlaceLostException(
        "partition %d was taken over%s while this node was thought dead; mend: restart this node"
            .formatted(partition, others.isEmpty() ? "" : " by " + others));
  }

  private static List<Claim> of(int partition, List<Claim> standing) {
    return standing.stream().filter(claim -> claim.partition() == partition).toList();
  }

  /** Ends all claims of this writer; to be called when it has closed. */
  void releaseAll() {
    own.endAll();
  }

  @Override
  public void close() {
    closing = true;
    opener.shutdown();
    giver.shutdown();
    try {
      boolean ended =
          opener.awaitTermination(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS)
              && giver.awaitTermination(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      if (!ended) {
        LOG.warn("a partition is still being opened or given up, which is cut short");
        opener.shutdownNow();
        giver.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private void openRequested() {
    Map<Integer, CompletableFuture<Void>> taken;
    synchronized (this) {
      taken = requested;
      requested = new TreeMap<>();
    }
    if (taken.isEmpty()) {
      return;
    }
    Map<Integer, Throwable> lost = takeOver(List.copyOf(taken.keySet()));
    taken.forEach(
        (partition, opening) -> {
          Optional<Throwable> cause = Optional.ofNullable(lost.get(partition));
          if (cause.isPresent()) {
            fail(partition, opening, cause.get());
          } else {
            succeed(partition, opening);
          }
        });
  }

  private void fail(int partition, CompletableFuture<Void> opening, Throwable cause) {
    synchronized (this) {
      // A partition that was released meanwhile is none that this node needs.
      if (open.remove(partition, opening)) {
        failures.put(partition, new Failure(cause, System.nanoTime()));
      }
    }
    opening.completeExceptionally(cause);
  }

  private void succeed(int partition, CompletableFuture<Void> opening) {
    synchronized (this) {
      failures.remove(partition);
    }
    opening.complete(null);
  }

  /** Which partitions could not be opened when it was last tried, and why; empty when all could. */
  synchronized Optional<String> problem() {
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.of(
            failures.entrySet().stream()
                .map(
                    one ->
                        "partition %d: %s"
                            .formatted(one.getKey(), one.getValue().cause().getMessage()))
                .collect(Collectors.joining("; ")));
  }

  /** Returns why partitions could not be opened, by partition; the others are open. */
  private Map<Integer, Throwable> takeOver(List<Integer> partitions) {
    Map<Integer, Throwable> lost = new LinkedHashMap<>();
    try {
      own.claim(partitions);
    } catch (RuntimeException | Error e) {
      refuse(partitions, e, lost);
      return lost;
    }
    takeOver(partitions, lost);
    return lost;
  }

  /**
   * Takes partitions over that this node claims. When that fails they are tried one by one: one
   * that cannot be read must not keep the others closed.
   *
   * @param lost takes those that are not open then, with the reasons
   */
  private void takeOver(List<Integer> claimed, Map<Integer, Throwable> lost) {
    try {
      List<Claim> former = awaitReleases(claimed, lost);
      List<Integer> won = without(lost, claimed);
      steps.fence(won, claimants(former));
      claims.release(former);
      steps.catchUp(won);
      steps.own(won);
      // Whoever took this writer's id back meanwhile did not know of these partitions yet.
      requireStillOwned(won);
      LOG.info(
          "partitions {} opened{}",
          won,
          former.isEmpty() ? "" : ", taken over from " + writerIds(former));
    } catch (RuntimeException | Error e) {
      List<Integer> left = without(lost, claimed);
      // What is owned could not be given up again: the writer has ended.
      boolean isUseless = closing || !Collections.disjoint(left, steps.owned());
      if (left.size() <= 1 || isUseless) {
        refuse(left, e, lost);
      } else {
        LOG.warn("partitions {} cannot be opened together, so they are opened one by one", left, e);
        left.forEach(one -> takeOver(List.of(one), lost));
      }
    }
  }

  private static List<Integer> without(Map<Integer, Throwable> lost, List<Integer> partitions) {
    return partitions.stream().filter(one -> !lost.containsKey(one)).toList();
  }

  private void refuse(List<Integer> partitions, Throwable cause, Map<Integer, Throwable> lost) {
    LOG.warn("partitions {} cannot be opened", partitions, cause);
    // Nothing of the others is under way here: a claim that stays would get this node fenced.
    Set<Integer> owned = steps.owned();
    own.end(partitions.stream().filter(one -> !owned.contains(one)).toList());
    partitions.forEach(one -> lost.put(one, cause));
  }

  /**
   * Gives members that are alive some time to give up what they were told to, and gives way itself
   * where another node has claimed later.
   *
   * @param lost takes the partitions where that is so
   * @return the claims that still stand before this node's
   */
  private List<Claim> awaitReleases(List<Integer> partitions, Map<Integer, Throwable> lost) {
    long deadline = System.nanoTime() + handOverWait.toNanos();
    while (true) {
      if (closing) {
        throw new JournalException("the journal is closed");
      }
      List<Claim> standing = claims.read();
      List<Claim> former = new ArrayList<>();
      for (int partition : partitions) {
        List<Claim> contenders = of(partition, standing);
        Claim mine = own.of(partition);
        if (lost.containsKey(partition)) {
          continue;
        }
        if (!contenders.contains(mine)) {
          lost.put(partition, thoughtDead(partition, contenders));
        } else if (!contenders.getLast().equals(mine)) {
          lost.put(partition, claimedLater(contenders.getLast()));
          own.end(List.of(partition));
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

  private void requireStillOwned(List<Integer> won) {
    try {
      requireOwned(won);
    } catch (JournalException e) {
      won.forEach(this::disown);
      throw e;
    }
  }

  /** Whether nothing of the partition is under way any more. */
  private boolean disown(int partition) {
    try {
      steps.disown(partition);
      return true;
    } catch (RuntimeException e) {
      // What is under way is unclear, so the claim stays: whoever opens the partition fences this.
      LOG.warn("partition {} cannot be given up and will be taken over", partition, e);
      return false;
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

  private void give(int partition) {
    if (disown(partition)) {
      own.end(List.of(partition));
      LOG.info("partition {} given up", partition);
    }
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
