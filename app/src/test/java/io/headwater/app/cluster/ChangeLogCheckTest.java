package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.TransactionMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeLogCheckTest {

  private static final List<ChangeEntry> CHANGES =
      List.of(
          new ChangeEntry(0, Optional.empty()),
          change(1, "a", 0, false),
          change(2, "a", 1, true),
          change(4, "b", 0, true),
          change(6, "c", 1, false),
          change(7, "c", 3, true));

  @Test
  void findsNothingInARightLog() {
    assertThat(ChangeLogCheck.violations(CHANGES)).isEmpty();
  }

  @Test
  void findsATransactionThatIsThereTwice() {
    List<ChangeEntry> changes = new ArrayList<>(CHANGES);
    changes.add(change(9, "b", 0, true));
    assertThat(ChangeLogCheck.violations(changes))
        .containsExactly("change log at 9: transaction b is there twice");
  }

  @Test
  void findsATransactionInTwoPieces() {
    List<ChangeEntry> changes = new ArrayList<>(CHANGES);
    changes.remove(5);
    changes.add(2, change(7, "c", 3, true));
    assertThat(ChangeLogCheck.violations(changes))
        .anyMatch(found -> found.contains("transaction c begins in the middle of a"))
        .anyMatch(found -> found.contains("transaction c has no end"));
  }

  @Test
  void findsAChangeThatIsRepeatedInItsTransaction() {
    List<ChangeEntry> changes = new ArrayList<>(CHANGES);
    changes.add(2, change(2, "a", 0, false));
    assertThat(ChangeLogCheck.violations(changes))
        .containsExactly("change log at 2: transaction a: change 0 comes after change 0");
  }

  @Test
  void findsATransactionWithoutItsEnd() {
    assertThat(ChangeLogCheck.violations(CHANGES.subList(0, 5)))
        .containsExactly("transaction c has no end");
  }

  private static ChangeEntry change(long offset, String id, long index, boolean last) {
    return new ChangeEntry(offset, Optional.of(new TransactionMark(id, index, last)));
  }
}
