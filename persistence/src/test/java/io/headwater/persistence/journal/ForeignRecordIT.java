package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.pekko.actor.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody else, or another version, has written to the journal topic. */
class ForeignRecordIT extends WriterScenario {

  private static final String ID = "w1";
  private static final String KEY = "widget|" + ID;
  private static final int PARTITION = Partitions.of(ID, PARTITIONS);
  private static final int OTHER = (PARTITION + 1) % PARTITIONS;
  private static final String MEND = "docs/journal-format.md";

  /** The broker looks every second for what it can compact, if it gets to it. */
  private static final Duration COMPACTION_LIMIT = Duration.ofMinutes(3);

  static Stream<Arguments> foreign() {
    byte[] good = write(replaced(WIDGET, ID, 7), 7).entry().encode();
    byte[] future = good.clone();
    future[0] = 9;
    byte[] otherKind = good.clone();
    otherKind[1 + Long.BYTES] = 9;
    String elsewhere =
        Stream.of("a", "b", "c", "d", "e", "f")
            .filter(id -> Partitions.of(id, PARTITIONS) == OTHER)
            .findFirst()
            .orElseThrow();
    return Stream.of(
        Arguments.of(KEY, text("this is not an event"), "of format 116"),
        Arguments.of(KEY, text("short"), "of 5 bytes"),
        Arguments.of(KEY, future, "of format 9 is nothing that this version of Headwater knows"),
        Arguments.of(KEY, otherKind, "of kind 9"),
        Arguments.of(KEY + "\0" + 3, future, "of format 9"),
        Arguments.of("widget|" + elsewhere, good, "belongs to partition " + OTHER + " of 4"));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void keepsItsPartitionFromOpeningAndNoOther(String key, byte[] value, String reason)
      throws Exception {
    persist(runtime("former"), 1).close();
    send(key, value);

    JournalRuntime.Surroundings surroundings =
        new JournalRuntime.Surroundings(registry, CommitObserver.NONE, Membership.NONE);
    try (JournalRuntime runtime = new JournalRuntime(settings("new"), surroundings)) {
      List<CompletableFuture<Void>> opening =
          IntStream.range(0, PARTITIONS).mapToObj(runtime::open).toList();
      assertThatThrownBy(() -> opening.get(PARTITION).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .hasMessageContaining("the record with key '" + key.replace('\0', '?'))
          .hasMessageContaining("at offset 2 of headwater.journal-" + PARTITION)
          .hasMessageContaining(reason)
          .hasMessageContaining("mend:")
          .hasMessageContaining(MEND);
      for (int other = 0; other < PARTITIONS; other++) {
        if (other != PARTITION) {
          opening.get(other).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
      }

      assertThat(runtime.problem())
          .hasValueSatisfying(
              problem -> assertThat(problem).startsWith("partition " + PARTITION + ": "));
      assertThat(runtime.failure()).as("the others work").isEmpty();
      assertThat(runtime.opened(PARTITION)).isCompletedExceptionally();
      JournalWrite refused = write(replaced(WIDGET, ID, 8), 8);
      runtime.submit(refused);
      assertThatThrownBy(() -> result(refused)).hasMessageContaining("is not open on this node");
    }
    assertThat(committedWidgets()).as("states of " + ID).hasSize(1);
  }

  @Test
  void aNodeThatHasThePartitionGoesOnAndItsSuccessorRefuses() throws Exception {
    JournalRuntime owner = runtime("owner");
    persist(owner, 1);
    send(KEY, text("this is not an event"));
    persist(owner, 2);

    assertThat(owner.entry(KEY).map(JournalEntry::sequenceNr)).contains(2L);
    assertThat(committedWidgets()).hasSize(2);
    owner.close();
    assertThatThrownBy(() -> runtime("successor"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("at offset 2 of headwater.journal-" + PARTITION);
  }

  @Test
  void aRecordThatWasReplacedAsDocumentedIsReadNoMore() throws Exception {
    persist(runtime("former"), 1).close();
    byte[] good = topics.journaled(KEY).getLast().encode();
    send(KEY, text("this is not an event"));
    send("somebody's", text("this is not an event"));

    set("segment.ms", "1000");
    set("min.cleanable.dirty.ratio", "0");
    send(KEY, good);
    end("somebody's");
    Awaitility.await()
        .atMost(COMPACTION_LIMIT)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              // Only segments that are not written to any more are compacted.
              end("headwater-transaction-end");
              return topics.committed(Topics.JOURNAL).stream()
                  .filter(one -> one.value() != null)
                  .allMatch(one -> one.key().equals(KEY) && one.value()[0] == good[0]);
            });

    JournalRuntime runtime = runtime("new");
    assertThat(runtime.entry(KEY).map(JournalEntry::encode)).contains(good);
    persist(runtime, 2);
  }

  @Test
  void anEventOfAnotherResourceRecoversNobody() throws Exception {
    JournalWrite stray = write(replaced(WIDGET, "stray", 1), 1);
    Bytes whole = write(replaced(WIDGET, ID, 1), 1).entry().payload();
    JournalEntry torn =
        JournalEntry.complete(1, Bytes.of(Arrays.copyOf(whole.array(), whole.size() - 1)));
    ActorSystem system = ActorSystem.create("form");
    try {
      EventForm form = new EventForm(system, History.NEWEST);

      assertThatThrownBy(() -> form.decode(KEY, stray.entry()))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("event 1 of widget|w1 in the journal is one of widget/stray")
          .hasMessageContaining("mend:");
      assertThatThrownBy(() -> form.decode(KEY, torn))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("event 1 of widget|w1 in the journal cannot be read");
      assertThatThrownBy(
              () -> form.decode(KEY, JournalEntry.complete(3, Bytes.of(new byte[] {99}))))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("event 3 of widget|w1")
          .hasMessageContaining("mend: run the newer version that wrote it");
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private static JournalRuntime persist(JournalRuntime runtime, long version) throws Exception {
    JournalWrite write = write(replaced(WIDGET, ID, version), version);
    runtime.submit(write);
    assertThat(result(write)).isEmpty();
    return runtime;
  }

  private void send(String key, byte[] value) throws Exception {
    send(new ProducerRecord<>(Topics.JOURNAL, PARTITION, key, value));
  }

  /** Writes a record without a value. */
  private void end(String key) throws Exception {
    send(new ProducerRecord<>(Topics.JOURNAL, PARTITION, key, null));
  }

  private void send(ProducerRecord<String, byte[]> produced) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(topics.kafka()), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(produced).get();
    }
  }

  private void set(String name, String value) throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.JOURNAL),
                  List.of(
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
