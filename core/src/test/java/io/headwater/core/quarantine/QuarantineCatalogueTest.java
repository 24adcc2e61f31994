package io.headwater.core.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuarantineCatalogueTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");

  private final QuarantineCatalogue catalogue = new QuarantineCatalogue(4, 2, 2);

  @Test
  void manyRefusalsOfOneCauseAreOneGroup() {
    catalogue.kept(entry(0, RefusalCause.UNREADABLE_VALUE));
    catalogue.kept(entry(1, RefusalCause.UNREADABLE_VALUE));
    catalogue.kept(entry(2, RefusalCause.CONTRACT_VIOLATED));

    assertThat(catalogue.groups())
        .containsExactly(
            group(RefusalCause.UNREADABLE_VALUE, 2, 0, 1),
            group(RefusalCause.CONTRACT_VIOLATED, 1, 2, 2));
  }

  @Test
  void theNewestRecordOfAKeyCounts() {
    QuarantineEntry first = entry(0, RefusalCause.UNREADABLE_VALUE);
    catalogue.kept(first);
    QuarantineEntry again =
        new QuarantineEntry(first.id(), entry(9, RefusalCause.OTHER).record(), 1, 0, 9);
    catalogue.kept(again);

    assertThat(catalogue.entry(first.id())).contains(again);
    assertThat(catalogue.groups()).extracting(QuarantineGroup::count).containsExactly(1L);
    assertThat(page(Optional.empty(), 10).entries()).containsExactly(again);
  }

  @Test
  void aSettledRecordIsGoneAndRememberedForAWhile() {
    for (int i = 0; i < 3; i++) {
      catalogue.kept(entry(i, RefusalCause.OTHER));
      catalogue.settled(id(i), settled(i));
    }

    assertThat(catalogue.groups()).isEmpty();
    assertThat(catalogue.settled(id(0))).isEmpty();
    assertThat(catalogue.settled(id(1))).contains(settled(1));
    assertThat(catalogue.settled(id(2))).contains(settled(2));
    catalogue.kept(entry(2, RefusalCause.OTHER));
    assertThat(catalogue.settled(id(2))).isEmpty();
  }

  @Test
  void pagesGoOnBehindTheLastRecord() {
    for (int i = 0; i < 4; i++) {
      catalogue.kept(entry(i, i == 1 ? RefusalCause.OTHER : RefusalCause.UNROUTABLE_ROW));
    }
    QuarantineFilter filter =
        new QuarantineFilter(
            Optional.of("shop"), Optional.empty(), Optional.of(RefusalCause.UNROUTABLE_ROW));

    QuarantinePage first = catalogue.page(filter, Optional.empty(), 2);
    QuarantinePage second = catalogue.page(filter, first.next(), 2);

    assertThat(first.entries()).extracting(QuarantineEntry::id).containsExactly(id(0), id(2));
    assertThat(first.next().map(QuarantinePage.Cursor::toString)).contains("2-0");
    assertThat(second.entries()).extracting(QuarantineEntry::id).containsExactly(id(3));
    assertThat(second.next()).isEmpty();
    assertThat(QuarantinePage.Cursor.parse("2-0")).isEqualTo(first.next());
    assertThat(QuarantinePage.Cursor.parse("x")).isEmpty();
  }

  @Test
  void beyondItsLimitItCountsAndSaysThatItDoesNotListAll() {
    for (int i = 0; i < 6; i++) {
      catalogue.kept(entry(i, RefusalCause.OTHER));
    }
    assertThat(catalogue.groups()).extracting(QuarantineGroup::count).containsExactly(6L);
    assertThat(catalogue.isComplete()).isFalse();
    assertThat(catalogue.isWorthReadingAnew()).isFalse();
    assertThat(catalogue.isKept(id(5))).isTrue();
    assertThat(page(Optional.empty(), 10).entries()).hasSize(4);

    catalogue.settled(id(5), settled(5));
    catalogue.settled(id(0), settled(0));
    catalogue.settled(id(1), settled(1));

    assertThat(catalogue.groups()).extracting(QuarantineGroup::count).containsExactly(3L);
    assertThat(catalogue.isWorthReadingAnew()).isTrue();
  }

  @Test
  void aWishStandsUntilItIsAnswered() {
    catalogue.requested(id(1));
    assertThat(catalogue.isRetryRequested(id(1))).isTrue();

    catalogue.answered(id(1));

    assertThat(catalogue.isRetryRequested(id(1))).isFalse();
  }

  private QuarantinePage page(Optional<QuarantinePage.Cursor> after, int limit) {
    return catalogue.page(QuarantineFilter.all(), after, limit);
  }

  private static QuarantineGroup group(RefusalCause cause, long count, int first, int last) {
    return new QuarantineGroup(
        "shop",
        "normalize",
        cause,
        count,
        Optional.of(NOW.plusSeconds(first)),
        Optional.of(NOW.plusSeconds(last)),
        List.of(id(first), id(last)).stream().min(String::compareTo));
  }

  private static Settled settled(int number) {
    return new Settled("shop", RetryOutcome.APPLIED, 2, NOW.plusSeconds(number));
  }

  private static String id(int number) {
    return entry(number, RefusalCause.OTHER).id();
  }

  private static QuarantineEntry entry(int number, RefusalCause cause) {
    Instant time = NOW.plusSeconds(number);
    QuarantineRecord record =
        new QuarantineRecord(
            "shop",
            "normalize",
            cause,
            "public.widgets",
            "why",
            "0/" + number,
            time,
            Bytes.of(new byte[0]),
            RefusedInput.of(PayloadForm.CONNECT_JSON),
            Tries.firstAt(time));
    return new QuarantineEntry(record.key(), record, 10, 0, number);
  }
}
