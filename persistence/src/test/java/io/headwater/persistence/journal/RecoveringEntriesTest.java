package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import org.junit.jupiter.api.Test;

class RecoveringEntriesTest {

  private static final JournalEntry SMALL = entry(10);
  private static final int SMALL_BYTES = SMALL.frame().size();

  @Test
  void givesAnEntryOnce() {
    RecoveringEntries entries = new RecoveringEntries(2, 10_000);
    entries.keep("a", SMALL);

    assertThat(entries.take("a")).contains(SMALL);
    assertThat(entries.take("a")).isEmpty();
  }

  @Test
  void recoveriesThatGoNoFurtherLeaveRoomForNewOnes() {
    RecoveringEntries entries = new RecoveringEntries(2, 10_000);
    for (String abandoned : new String[] {"a", "b", "c"}) {
      entries.keep(abandoned, SMALL);
    }
    entries.keep("d", SMALL);

    assertThat(entries.take("a")).isEmpty();
    assertThat(entries.take("b")).isEmpty();
    assertThat(entries.take("c")).contains(SMALL);
    assertThat(entries.take("d")).contains(SMALL);
  }

  @Test
  void keepsNoMoreBytesThanItMay() {
    RecoveringEntries entries = new RecoveringEntries(100, 2L * SMALL_BYTES);
    entries.keep("a", SMALL);
    entries.keep("b", SMALL);
    entries.keep("c", SMALL);
    assertThat(entries.take("a")).isEmpty();
    assertThat(entries.take("b")).contains(SMALL);

    entries.keep("large", entry(3 * SMALL_BYTES));
    assertThat(entries.take("c")).isEmpty();
    assertThat(entries.take("large")).isEmpty();
    entries.keep("d", SMALL);
    entries.keep("e", SMALL);
    assertThat(entries.take("d")).contains(SMALL);
    assertThat(entries.take("e")).contains(SMALL);
  }

  @Test
  void anEntryThatIsAskedForAgainTakesItsRoomOnce() {
    RecoveringEntries entries = new RecoveringEntries(100, 2L * SMALL_BYTES);
    entries.keep("a", SMALL);
    entries.keep("b", SMALL);
    entries.keep("b", SMALL);

    assertThat(entries.take("a")).contains(SMALL);
  }

  private static JournalEntry entry(int payloadBytes) {
    return JournalEntry.complete(1, Bytes.of(new byte[payloadBytes]));
  }
}
