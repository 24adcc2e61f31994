package io.headwater.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JournalTablesTest {

  @Test
  void thePluginsScriptHasTheTablesThatAreUsed() {
    assertThat(JournalTables.statements("event_journal"))
        .satisfiesExactly(
            table -> assertThat(table).startsWith("CREATE TABLE").contains("event_journal"),
            index -> assertThat(index).startsWith("CREATE UNIQUE INDEX"));
    assertThat(JournalTables.statements("event_tag"))
        .singleElement()
        .satisfies(table -> assertThat(table).startsWith("CREATE TABLE").contains("event_tag"));
  }
}
