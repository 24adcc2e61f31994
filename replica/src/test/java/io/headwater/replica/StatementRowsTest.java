package io.headwater.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementRowsTest {

  @Test
  void areFewerAfterOneThatTookTooLongAndGrowAgain() {
    StatementRows rows = new StatementRows();
    assertThat(rows.tooLate(100)).isTrue();
    assertThat(rows.limit()).isEqualTo(50);

    rows.inTime(49);
    assertThat(rows.limit()).isEqualTo(50);
    rows.inTime(50);
    assertThat(rows.limit()).isEqualTo(57);
    for (int i = 0; i < 100; i++) {
      rows.inTime(StatementRows.MAX);
    }
    assertThat(rows.limit()).isEqualTo(StatementRows.MAX);
  }

  @Test
  void areOneAtLeast() {
    StatementRows rows = new StatementRows();
    assertThat(rows.tooLate(0)).isFalse();
    assertThat(rows.tooLate(1)).isFalse();
    assertThat(rows.tooLate(3)).isTrue();
    assertThat(rows.limit()).isEqualTo(1);
    assertThat(rows.tooLate(3)).isFalse();
  }
}
