package io.headwater.client.consume;

import static io.headwater.client.consume.StateTexts.delete;
import static io.headwater.client.consume.StateTexts.line;
import static io.headwater.client.consume.StateTexts.tombstone;
import static io.headwater.client.consume.StateTexts.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.bootstrap.JsonBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateTableTest {

  private final StateTable table = new StateTable();

  @Test
  void keepsTheNewestStatePerKey() {
    table.apply(upsert(0, "1", 1));
    table.apply(upsert(1, "2", 5));
    table.apply(upsert(2, "1", 4));

    assertThat(table.states()).isEqualTo(Map.of("1", bytes("1", 4), "2", bytes("2", 5)));
    assertThat(table.counts()).isEqualTo(new FoldCounts(3, 0, 0, 0, 0, 0));
    assertThat(table.violations()).isEmpty();
  }

  @Test
  void removesDeletedKeysAndRemembersTheirVersion() {
    table.apply(upsert(0, "1", 1));
    table.apply(delete(1, "1", 2));
    table.apply(tombstone(2, "1"));

    assertThat(table.states()).isEmpty();
    assertThat(table.version("1")).contains(2L);
    assertThat(table.counts()).isEqualTo(new FoldCounts(2, 0, 0, 0, 0, 1));

    assertThat(table.apply(upsert(3, "1", 1))).isEqualTo(FoldOutcome.REGRESSION);
    assertThat(table.apply(upsert(4, "1", 2))).isEqualTo(FoldOutcome.DUPLICATE);
    assertThat(table.states()).isEmpty();
    assertThat(table.apply(upsert(5, "1", 3))).isEqualTo(FoldOutcome.APPLIED);
    assertThat(table.states()).containsOnlyKeys("1");
  }

  @Test
  void reportsVersionsThatGoBackOnTheStream() {
    table.apply(upsert(10, "1", 5));
    assertThat(table.apply(upsert(11, "1", 4))).isEqualTo(FoldOutcome.REGRESSION);
    assertThat(table.apply(upsert(12, "1", 5))).isEqualTo(FoldOutcome.DUPLICATE);
    assertThat(table.apply(upsert(13, "1", 6))).isEqualTo(FoldOutcome.APPLIED);

    assertThat(table.states()).containsEntry("1", bytes("1", 6));
    assertThat(table.violations())
        .containsExactly(
            new FoldViolation(FoldOutcome.REGRESSION, "1", 4, 5, 0, 11),
            new FoldViolation(FoldOutcome.DUPLICATE, "1", 5, 5, 0, 12));
    assertThat(table.counts()).isEqualTo(new FoldCounts(2, 0, 0, 1, 1, 0));
  }

  @Test
  void countsAllViolationsAndKeepsTheFirst() {
    table.apply(upsert(0, "1", 5));
    for (int offset = 1; offset <= StateTable.MAX_VIOLATIONS + 5; offset++) {
      table.apply(upsert(offset, "1", 1));
    }

    assertThat(table.counts().regressions()).isEqualTo(StateTable.MAX_VIOLATIONS + 5);
    assertThat(table.violations()).hasSize(StateTable.MAX_VIOLATIONS);
  }

  @Test
  void readingAgainIsNoViolation() {
    List<DeliveredRecord> stream =
        List.of(
            upsert(0, "1", 1),
            delete(1, "1", 2),
            tombstone(2, "1"),
            upsert(3, "1", 3),
            upsert(4, "2", 1));
    stream.forEach(table::apply);
    Map<String, JsonBytes> before = Map.copyOf(table.states());

    stream.forEach(table::apply);

    assertThat(table.states()).isEqualTo(before);
    assertThat(table.counts()).isEqualTo(new FoldCounts(4, 5, 0, 0, 0, 1));
  }

  @Test
  void aStreamThatRepeatsTheBootstrapChangesNothing() {
    table.apply(line("1", 7));

    assertThat(table.apply(line("1", 7))).isEqualTo(FoldOutcome.REPEATED);
    assertThat(table.apply(line("1", 6))).isEqualTo(FoldOutcome.OUTDATED);
    assertThat(table.apply(upsert(0, "1", 6))).isEqualTo(FoldOutcome.OUTDATED);
    assertThat(table.apply(upsert(1, "1", 7))).isEqualTo(FoldOutcome.REPEATED);
    assertThat(table.apply(upsert(2, "1", 7))).isEqualTo(FoldOutcome.DUPLICATE);
    assertThat(table.apply(upsert(3, "1", 8))).isEqualTo(FoldOutcome.APPLIED);
    assertThat(table.states()).containsExactly(Map.entry("1", bytes("1", 8)));
  }

  @Test
  void anEarlierDeletionDoesNotTouchAReCreatedState() {
    table.apply(line("1", 9));

    assertThat(table.apply(delete(0, "1", 8))).isEqualTo(FoldOutcome.OUTDATED);
    assertThat(table.apply(tombstone(1, "1"))).isEqualTo(FoldOutcome.TOMBSTONE);
    assertThat(table.states()).containsOnlyKeys("1");
    assertThat(table.apply(upsert(2, "1", 9))).isEqualTo(FoldOutcome.REPEATED);
    assertThat(table.states()).containsOnlyKeys("1");
  }

  @Test
  void aTombstoneWhoseDeleteWasCleanedAwayRemovesTheState() {
    table.apply(line("1", 9));
    table.apply(upsert(5, "2", 1));

    assertThat(table.apply(tombstone(6, "1"))).isEqualTo(FoldOutcome.APPLIED);
    assertThat(table.apply(tombstone(7, "2"))).isEqualTo(FoldOutcome.APPLIED);
    assertThat(table.apply(tombstone(8, "3"))).isEqualTo(FoldOutcome.TOMBSTONE);
    assertThat(table.states()).isEmpty();
    assertThat(table.apply(upsert(9, "2", 1))).isEqualTo(FoldOutcome.DUPLICATE);
  }

  @Test
  void aStateRemovedByAnEarlierCleanedDeletionComesBack() {
    table.apply(line("1", 9));
    table.apply(tombstone(0, "1"));

    assertThat(table.apply(upsert(1, "1", 9))).isEqualTo(FoldOutcome.APPLIED);
    assertThat(table.states()).containsOnlyKeys("1");
  }

  @Test
  void anOlderOffsetWithANewerVersionIsAViolation() {
    table.apply(upsert(9, "1", 3));

    assertThat(table.apply(upsert(4, "1", 5))).isEqualTo(FoldOutcome.REGRESSION);
    assertThat(table.states()).containsEntry("1", bytes("1", 3));
  }

  @Test
  void aStateReadAfterItsDeletionStaysDeleted() {
    table.apply(upsert(1, "1", 1));
    table.apply(tombstone(9, "1"));

    assertThat(table.apply(upsert(5, "1", 4))).isEqualTo(FoldOutcome.OUTDATED);
    assertThat(table.states()).isEmpty();
    assertThat(table.version("1")).contains(4L);
  }

  @Test
  void convergesFromAnyBootstrapAndAnyEarlierPosition() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<DeliveredRecord> stream = randomStream(random);
      StateTable whole = new StateTable();
      stream.forEach(whole::apply);
      int cut = random.nextInt(stream.size() + 1);
      StateTable view = new StateTable();
      stream.subList(0, cut).forEach(view::apply);

      StateTable followed = new StateTable();
      view.states().keySet().forEach(key -> followed.apply(line(key, view.version(key).get())));
      int from = random.nextInt(cut + 1);
      stream.subList(from, stream.size()).forEach(followed::apply);

      assertThat(followed.states()).as("seed %d, round %d", seed, round).isEqualTo(whole.states());
      assertThat(followed.violations()).as("seed %d, round %d", seed, round).isEmpty();
      assertThat(whole.violations()).as("seed %d, round %d", seed, round).isEmpty();
    }
  }

  // A valid stream of few keys, in which compaction has taken some deletes and older states away.
  private static List<DeliveredRecord> randomStream(Random random) {
    Map<String, Long> versions = new HashMap<>();
    List<DeliveredRecord> stream = new ArrayList<>();
    for (int offset = 0; offset < 60; offset += 2) {
      String key = Integer.toString(random.nextInt(4));
      long version = versions.merge(key, 1L + random.nextInt(3), Long::sum);
      if (random.nextInt(3) > 0) {
        stream.add(upsert(offset, key, version));
      } else {
        if (random.nextBoolean()) {
          stream.add(delete(offset, key, version));
        }
        stream.add(tombstone(offset + 1, key));
      }
    }
    return stream;
  }

  private static JsonBytes bytes(String key, long version) {
    return JsonBytes.of(StateTexts.value(key, version, "update"));
  }
}
