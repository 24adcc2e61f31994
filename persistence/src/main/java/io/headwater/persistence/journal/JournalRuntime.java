package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import io.headwater.core.produce.HeldRows;
import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.produce.ShardListener;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.persistence.produce.ResourceEventCodec;
import io.headwater.persistence.store.StoreDamagedException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's one journal: its store, its writer, and the partitions that are open here.
 *
 * <p>Opening it fences a former process of the same node, so it blocks. A partition opens when
 * {@link #started} announces it, and closes with {@link #stopped}; where nothing was ever
 * announced, it opens when its first actor recovers. Thread-safe.
 */
public final class JournalRuntime
    implements KnownResources, HeldRows, ShardListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalRuntime.class);

  private static final int BUFFER_BYTES = 64 * 1024 * 1024;
  private static final int BATCH_BYTES = 128 * 1024;
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;
  private static final int LINGER_MILLIS = 5;

  /**
   * What the journal works in.
   *
   * @param registry takes its metrics
   * @param observer is told each step of a commit
   * @param membership which nodes are thought alive
   * @param producers makes a producer of properties, not yet initialized
   */
  record Surroundings(
      MeterRegistry registry,
      CommitObserver observer,
      Membership membership,
      Function<Map<String, Object>, Producer<String, byte[]>> producers) {

    Surroundings(MeterRegistry registry, CommitObserver observer, Membership membership) {
      this(
          registry,
          observer,
          membership,
          properties ->
              new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()));
    }
  }

  private final JournalSettings settings;
  private final Surroundings surroundings;
  private final Claim.Claimant self;
  private final JournalMeters meters;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Admin admin;
  private final JournalStore store;
  private final JournalTail tail;
  private final ClaimLog claims;
  private final PartitionOwnership ownership;
  private final GroupCommitWriter writer;
  private final AtomicBoolean closed = new AtomicBoolean();

  // Both guarded by live: the partitions whose shards have started and not stopped.
  private final Set<Integer> live = new HashSet<>();
  private boolean shardsAreAnnounced;
  private volatile Optional<JournalException> damage = Optional.empty();

  JournalRuntime(JournalSettings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
    String incarnation = UUID.randomUUID().toString();
    this.self =
        new Claim.Claimant(
            settings.writerId(),
            incarnation,
            transactionalId(settings.writerId(), incarnation),
            surroundings.membership().self());
    this.meters = new JournalMeters(surroundings.registry());
    boolean isOpen = false;
    try {
      this.admin = register(Admin.create(new HashMap<>(settings.kafka())));
      this.store =
          register(
              new JournalStore(
                  settings.directory(), journalIdentity(admin, settings), settings.history()));
      this.tail = new JournalTail(settings, store);
      this.claims = register(new ClaimLog(settings.kafka()));
      this.ownership =
          new PartitionOwnership(
              self, surroundings.membership(), settings.handOverWait(), claims, new Opening());
      ownership.fenceFormerSelf();
      this.writer =
          new GroupCommitWriter(
              settings,
              new GroupCommitWriter.Parts(
                  () -> producer(self.transactionalId()),
                  store,
                  new Reopening(),
                  meters,
                  surroundings.observer()));
      isOpen = true;
    } finally {
      if (!isOpen) {
        release();
      }
    }
  }

  /** Why the journal has stopped for good; empty while it works. */
  public Optional<JournalException> failure() {
    return damage.or(writer::failure);
  }

  /** Why partitions that this node needs cannot be opened now; empty when they can. */
  public Optional<String> problem() {
    return ownership.problem();
  }

  @Override
  public void started(int partition) {
    synchronized (live) {
      shardsAreAnnounced = true;
      live.add(partition);
      CompletableFuture<Void> unused = open(partition);
    }
  }

  @Override
  public void stopped(int partition) {
    synchronized (live) {
      live.remove(partition);
      ownership.release(partition);
    }
  }

  /**
   * Goes through the resources of a type on all nodes: what was acknowledged before the call is
   * seen. Reads the tails of partitions that are not open here, so it blocks.
   */
  @Override
  public void forEach(ResourceType type, Consumer<ResourceId> visitor) {
    List<ResourceId> found = new ArrayList<>();
    try {
      ownership.withImage(
          IntStream.range(0, settings.partitions()).boxed().toList(),
          () -> readEvents(type, payload -> found.add(ResourceEventCodec.resource(payload).id())));
    } catch (CompletionException e) {
      throw new JournalException("cannot list the resources of " + type + ": " + e.getMessage(), e);
    }
    // Afterwards: no partition can be opened while the image is held.
    found.forEach(visitor);
  }

  /**
   * Goes through the resources of a type on all nodes, with the rows of their newest events; no
   * partition can be opened here meanwhile.
   */
  @Override
  public void forEachHolder(ResourceType type, BiConsumer<ResourceId, ResourceRows> visitor) {
    try {
      ownership.withImage(
          IntStream.range(0, settings.partitions()).boxed().toList(),
          () ->
              readEvents(
                  type,
                  payload -> {
                    ResourceEvent event = ResourceEventCodec.decode(payload);
                    visitor.accept(event.header().resource().id(), event.rows());
                  }));
    } catch (CompletionException e) {
      throw new JournalException(
          "cannot read the rows of the resources of " + type + ": " + e.getMessage(), e);
    }
  }

  /**
   * Commits what is queued, gives all partitions up, and releases the store; a second time has no
   * effect.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    ownership.close();
    if (writer.close()) {
      try {
        settle(writer.owned());
        ownership.releaseAll();
      } catch (JournalException e) {
        // Whoever opens the partitions fences this writer, which has nothing to lose any more.
        LOG.warn("partitions are not given up and will be taken over", e);
      }
    }
    release();
  }

  /**
   * Opens a partition if it is not open.
   *
   * @return completes when its actors may recover and write
   */
  CompletableFuture<Void> open(int partition) {
    Optional<JournalException> reason = failure();
    return reason.isPresent()
        ? CompletableFuture.failedFuture(reason.get())
        : ownership.open(partition);
  }

  /**
   * Opens a partition, if it is not open, for an actor that recovers. Where shards are announced it
   * fails for a partition without one: an actor that asks late must not take the partition back
   * from the node that has it now.
   */
  CompletableFuture<Void> openForActor(int partition) {
    synchronized (live) {
      return shardsAreAnnounced && !live.contains(partition)
          ? CompletableFuture.failedFuture(
              new JournalException(
                  "partition %d has no shard on this node; the actor recovers where it is"
                      .formatted(partition)))
          : open(partition);
    }
  }

  /** Completes when a partition is open whose opening was asked for; else it fails. */
  CompletableFuture<Void> opened(int partition) {
    return ownership.opened(partition);
  }

  /** The newest entry of a persistence id, whose partition must be open. */
  Optional<JournalEntry> entry(String persistenceId) {
    try {
      return store.entry(persistenceId);
    } catch (StoreDamagedException e) {
      throw damaged(e);
    }
  }

  /** Goes through the kept events of a persistence id, whose partition must be open. */
  void replay(String persistenceId, long from, long to, long max, Consumer<JournalEntry> visitor) {
    try {
      store.replay(persistenceId, from, to, max, visitor);
    } catch (StoreDamagedException e) {
      throw damaged(e);
    }
  }

  private void readEvents(ResourceType type, Consumer<Bytes> visitor) {
    try {
      store.forEachResource(type, visitor);
    } catch (StoreDamagedException e) {
      throw damaged(e);
    }
  }

  JournalStore store() {
    return store;
  }

  JournalSettings settings() {
    return settings;
  }

  void submit(JournalWrite write) {
    writer.submit(write);
  }

  /** The process must end: the store is built anew when it is opened again. */
  private JournalException damaged(StoreDamagedException cause) {
    JournalException reason = new JournalException(String.valueOf(cause.getMessage()), cause);
    damage = Optional.of(reason);
    LOG.error("{}", reason.getMessage(), cause);
    return reason;
  }

  private <T extends AutoCloseable> T register(T part) {
    opened.add(part);
    return part;
  }

  private void release() {
    for (AutoCloseable part : opened.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("a part of the journal did not close", e);
      }
    }
  }

  private Producer<String, byte[]> producer(String transactionalId) {
    return surroundings.producers().apply(producerProperties(settings, transactionalId));
  }

  /** How partitions are taken over from other writers. */
  private final class Opening implements PartitionOwnership.Steps {

    @Override
    public void fence(Collection<Integer> partitions, Collection<Claim.Claimant> claimants) {
      List<FencedWriter> fenced = new ArrayList<>();
      try {
        for (Claim.Claimant claimant : claimants) {
          LOG.info(
              "fencing {}, a former writer of partitions {}",
              claimant.transactionalId(),
              partitions);
          fenced.add(
              FencedWriter.fence(
                  admin, claimant.transactionalId(), producer(claimant.transactionalId())));
          meters.fencedAnother();
        }
        new HangingTransactions(settings, admin).end(partitions, fenced);
      } finally {
        fenced.forEach(FencedWriter::close);
      }
    }

    @Override
    public void catchUp(Collection<Integer> partitions) {
      readTails(partitions);
    }

    @Override
    public void look(Collection<Integer> partitions) {
      settle(partitions);
      long read = applyTails(partitions);
      LOG.debug("{} records of the tails of {} read, which stay others'", read, partitions);
    }

    @Override
    public void own(Collection<Integer> partitions) {
      writer.own(partitions).join();
    }

    @Override
    public Set<Integer> owned() {
      return writer.owned();
    }

    @Override
    public void disown(int partition) {
      writer.disown(partition).join();
      settle(Set.of(partition));
    }
  }

  /** How the writer finds its place again after a commit of unknown outcome. */
  private final class Reopening implements GroupCommitWriter.Recovery {

    @Override
    public void initialize(Producer<String, byte[]> producer, Set<Integer> owned) {
      FencedWriter own = FencedWriter.fence(admin, self.transactionalId(), producer);
      // A new owner claims before it fences: without a claim, nobody has fenced this writer.
      ownership.requireOwned(owned);
      new HangingTransactions(settings, admin).end(owned, List.of(own));
    }

    @Override
    public void catchUp(Set<Integer> owned) {
      applyTails(owned);
    }
  }

  /** Waits until the ends of all committed transactions are in the partitions themselves. */
  private void settle(Collection<Integer> partitions) {
    new HangingTransactions(settings, admin).end(partitions, List.of());
  }

  private void readTails(Collection<Integer> partitions) {
    long startedAt = System.nanoTime();
    long read = applyTails(partitions);
    Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
    if (!partitions.isEmpty()) {
      meters.recovered(read, took.toNanos());
    }
    LOG.debug("{} records of the tails of {} read in {}", read, partitions, took);
  }

  private long applyTails(Collection<Integer> partitions) {
    try {
      return tail.catchUp(partitions);
    } catch (StoreDamagedException e) {
      throw damaged(e);
    }
  }

  /** The journal topic's own id, which a topic that was made anew does not share. */
  static String journalIdentity(Admin admin, JournalSettings settings) {
    try {
      TopicDescription topic =
          admin
              .describeTopics(Set.of(Topics.JOURNAL))
              .topicNameValues()
              .values()
              .iterator()
              .next()
              .get();
      if (topic.partitions().size() != settings.partitions()) {
        throw new JournalException(
            "topic %s has %d partitions and headwater.produce.partitions is %d; mend: set it to the topic's number"
                .formatted(Topics.JOURNAL, topic.partitions().size(), settings.partitions()));
      }
      return topic.topicId().toString();
    } catch (ExecutionException e) {
      throw new JournalException(
          "cannot describe topic %s: %s".formatted(Topics.JOURNAL, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("interrupted while the journal opened", e);
    }
  }

  /** One for each opening, so that whoever fences a dead process does not hit its successor. */
  static String transactionalId(String writerId, String incarnation) {
    return "headwater-journal-" + writerId + "-" + incarnation;
  }

  static Map<String, Object> producerProperties(JournalSettings settings, String transactionalId) {
    Map<String, Object> properties = new HashMap<>(settings.kafka());
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        Math.toIntExact(settings.transactionTimeout().toMillis()));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    // A commit flushes at once, so lingering only keeps batches from leaving half empty before it.
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return properties;
  }
}
