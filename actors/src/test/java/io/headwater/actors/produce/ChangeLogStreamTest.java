package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.RoutedChange;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChangeLogStreamTest {

  private static final TableName WIDGETS = new TableName("public", "widgets");
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final int MAX_OPEN_TRANSACTIONS = 50;
  private static final int MAX_OPEN_CHANGES = 10;
  private static final int MAX_OPEN_CHARACTERS = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ActorTestKit system = ActorTestKit.create();
  private final BlockingQueue<ResourceRouter.Offer> offers = new LinkedBlockingQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final Set<ResourceKey> known = ConcurrentHashMap.newKeySet();
  private final List<Long> acknowledged = new CopyOnWriteArrayList<>();

  @AfterEach
  void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void aLargeTransactionIsNeverMoreThanTheLimitUnderWay() throws Exception {
    int changes = 10 * MAX_OPEN_CHANGES + 3;
    run(
        IntStream.range(0, changes)
            .mapToObj(i -> (ChangeLogRecord) changed(i, "t1", i, i == changes - 1))
            .toList());

    List<ResourceKey> applied = new ArrayList<>();
    while (applied.size() < changes) {
      ResourceRouter.Offer offer = next();
      assertThat(acknowledged).isEmpty();
      applied.addAll(resources(offer));
      acknowledge(offer);
    }

    assertThat(mostOpen.get()).isLessThanOrEqualTo(MAX_OPEN_CHANGES);
    assertThat(applied).doesNotHaveDuplicates();
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(acknowledged).containsExactly(changes - 1L));
  }

  @Test
  void manyTransactionsAreNeverMoreThanTheLimitUnderWay() throws Exception {
    int perTransaction = 4;
    run(
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    (ChangeLogRecord)
                        changed(
                            i,
                            "t" + i / perTransaction,
                            i % perTransaction,
                            i % perTransaction == perTransaction - 1))
            .toList());
    ResourceRouter.Offer first = next();
    ResourceRouter.Offer second = next();
    assertThat(offers.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isNull();

    acknowledge(second);
    ResourceRouter.Offer third = next();
    assertThat(acknowledged).isEmpty();
    acknowledge(first);
    acknowledge(third);
    for (int transaction = 3; transaction < 10; transaction++) {
      acknowledge(next());
    }

    assertThat(mostOpen.get()).isLessThanOrEqualTo(MAX_OPEN_CHANGES);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(acknowledged).hasSize(10).isSorted());
  }

  @Test
  void largeRowsAreUnderWayInSmallerNumber() throws Exception {
    String large = "x".repeat(MAX_OPEN_CHARACTERS * 2 / 5);
    String huge = "x".repeat(MAX_OPEN_CHARACTERS * 3);
    run(
        List.of(
            named(0, large, "t1", 0, true),
            named(1, large, "t2", 0, false),
            named(2, large, "t2", 1, true),
            named(3, huge, "t3", 0, true)));
    ResourceRouter.Offer first = next();
    assertThat(offers.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)).as("t2 as a whole").isNull();
    acknowledge(first);
    ResourceRouter.Offer both = next();
    assertThat(resources(both)).containsExactly(Widgets.key(1), Widgets.key(2));
    assertThat(offers.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)).as("t3").isNull();
    acknowledge(both);
    ResourceRouter.Offer alone = next();
    assertThat(resources(alone)).as("what is larger than the limit").hasSize(1);
    acknowledge(alone);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(acknowledged).containsExactly(0L, 2L, 3L));
  }

  @Test
  void aSnapshotTakesAResourceForGoneThatWasStillBeingMadeWhenItCompleted() throws Exception {
    run(
        List.of(
            changed(1, "t1", 0, true),
            new ControlRecord.SnapshotStarted("shop", Instant.EPOCH),
            read(2),
            new ControlRecord.SnapshotCompleted("shop", Instant.EPOCH, "0/9", List.of(WIDGETS))));
    ResourceRouter.Offer before = next();
    assertThat(resources(before)).containsExactly(Widgets.key(1));
    assertThat(offers.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isNull();

    // It is known once its change is durable, and acknowledged after that.
    known.add(Widgets.key(1));
    acknowledge(before);

    ResourceRouter.Offer found = next();
    ResourceRouter.Offer gone = next();
    assertThat(resources(found)).containsExactly(Widgets.key(2));
    assertThat(resources(gone)).containsExactly(Widgets.key(1));
    assertThat(gone.assignments().getFirst().change().rows())
        .containsExactly(new RowChange.Clear("$root"));
    acknowledge(found);
    acknowledge(gone);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(acknowledged).endsWith(3L));
  }

  @Test
  void aTruncationReachesEveryResourceThatIsKnownOnceAllBeforeItIsDurable() throws Exception {
    run(
        List.of(
            changed(1, "t1", 0, true),
            changed(2, "t2", 0, false),
            truncated("t2", 1, false),
            changed(3, "t2", 2, true),
            changed(1, "t3", 0, true)));
    ResourceRouter.Offer before = next();
    ResourceRouter.Offer touched = next();
    assertThat(resources(before)).containsExactly(Widgets.key(1));
    assertThat(resources(touched)).containsExactly(Widgets.key(2), Widgets.key(3));
    assertThat(offers.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isNull();

    known.addAll(List.of(Widgets.key(1), Widgets.key(2), Widgets.key(3)));
    acknowledge(before);
    acknowledge(touched);

    ResourceRouter.Offer other = next();
    assertThat(resources(other)).containsExactly(Widgets.key(1));
    assertThat(other.assignments().getFirst().change().rows())
        .containsExactly(new RowChange.Clear("$root"));
    ResourceRouter.Offer after = next();
    assertThat(after.assignments().getFirst().change().at().offset()).isEqualTo(4);
    acknowledge(after);
    assertThat(acknowledged).containsExactly(0L);
    acknowledge(other);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(acknowledged).containsExactly(0L, 3L, 4L));
  }

  private static ChangeLogRecord truncated(String transaction, long index, boolean last) {
    return new ControlRecord.Truncated(
        "shop",
        Instant.EPOCH,
        "0/9",
        WIDGETS,
        Optional.of(new TransactionMark(transaction, index, last)));
  }

  private void run(List<ChangeLogRecord> logged) {
    var router =
        system.spawn(
            Behaviors.receive(ResourceRouter.Message.class)
                .onMessage(
                    ResourceRouter.Offer.class,
                    offer -> {
                      mostOpen.accumulateAndGet(open.addAndGet(rows(offer)), Math::max);
                      offers.add(offer);
                      return Behaviors.same();
                    })
                .build());
    ProduceSettings settings =
        new ProduceSettings(
            4,
            1_000,
            1_000_000,
            MAX_OPEN_TRANSACTIONS,
            MAX_OPEN_CHANGES,
            MAX_OPEN_CHARACTERS,
            1_000,
            1_000_000,
            Duration.ofSeconds(10));
    ProduceParts parts =
        new ProduceParts(
            settings,
            List.of(Widgets.MAPPING),
            Map.of(),
            partition -> new ListStaging(),
            new RowLocation(
                partition -> {
                  throw new AssertionError("nothing is to be located");
                },
                (type, visitor) -> {},
                Map.of()),
            (type, visitor) -> known.forEach(resource -> visitor.accept(resource.id())),
            new QuarantineInMemory(
                refused -> CompletableFuture.failedStage(new AssertionError(refused.reason()))));
    ResourceRouter.Surroundings surroundings =
        new ResourceRouter.Surroundings(
            (command, replies) -> {},
            parts.quarantine(),
            new ProduceMeters(new SimpleMeterRegistry(), Clock.systemUTC()),
            Clock.systemUTC());
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (ChangeLogRecord one : logged) {
      records.add(
          new ConsumerRecord<>(
              "headwater.changes.shop",
              0,
              records.size(),
              new byte[0],
              ChangeLogCodec.encode(one)));
    }
    Source.from(records)
        .via(new ChangeLogStream("shop", List.of(Widgets.LOG), parts, router, surroundings).flow())
        .map(Acknowledged::offset)
        .runWith(Sink.foreach(acknowledged::add), system.system());
  }

  private ResourceRouter.Offer next() throws InterruptedException {
    ResourceRouter.Offer offer = offers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(offer).as("a further unit of work").isNotNull();
    return offer;
  }

  private void acknowledge(ResourceRouter.Offer offer) {
    open.addAndGet(-rows(offer));
    offer.done().complete(null);
  }

  private static int rows(ResourceRouter.Offer offer) {
    return offer.assignments().stream()
        .mapToInt(assignment -> Math.max(1, assignment.change().rows().size()))
        .sum();
  }

  private static List<ResourceKey> resources(ResourceRouter.Offer offer) {
    return offer.assignments().stream().map(CommandLedger.Assignment::resource).toList();
  }

  private static ChangeEvent changed(long id, String transaction, long index, boolean last) {
    return named(id, "n" + id, transaction, index, last);
  }

  private static ChangeEvent named(
      long id, String name, String transaction, long index, boolean last) {
    return event(id, name, Optional.of(new TransactionMark(transaction, index, last)));
  }

  private static ChangeEvent read(long id) {
    return event(id, "n" + id, Optional.empty());
  }

  private static ChangeEvent event(long id, String name, Optional<TransactionMark> mark) {
    return new ChangeEvent(
        Instant.EPOCH,
        ChangeType.CREATE,
        new Value.Obj(Map.of("id", Value.of(id))),
        Optional.empty(),
        Optional.of(new Value.Obj(Map.of("id", Value.of(id), "name", Value.of(name)))),
        new Origin("shop", "PostgreSQL", "shop", WIDGETS, "0/" + id),
        mark,
        mark.isEmpty(),
        new EngineVersion("debezium", "postgresql", "3.5.0.Final"));
  }

  /** Staging of widgets with one row each. */
  private static final class ListStaging implements SnapshotStaging {

    private final List<RoutedChange> staged = new ArrayList<>();

    @Override
    public void clear() {
      staged.clear();
    }

    @Override
    public void stage(List<RoutedChange> changes) {
      staged.addAll(changes);
    }

    @Override
    public boolean contains(ResourceKey resource) {
      return staged.stream().anyMatch(change -> change.resource().equals(resource));
    }

    @Override
    public Iterator<StagedResource> resources() {
      return staged.stream()
          .map(change -> new StagedResource(change.resource(), List.<RowChange>of(change.change())))
          .toList()
          .iterator();
    }

    @Override
    public void close() {
      staged.clear();
    }
  }
}
