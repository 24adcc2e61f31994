package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.app.wiring.StartException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a process with the journal in PostgreSQL from its start. */
class JdbcJournalStartIT {

  private static final int WIDGETS = 20;

  @TempDir Path folder;

  @Test
  void topicsOfAnotherJournalAndADatabaseThatIsNotThere() throws Exception {
    try (RunningPipeline pipeline = RunningPipeline.start(folder, WIDGETS)) {
      pipeline.stopNode();
      Configuration configuration =
          pipeline.configuration().withJdbcJournal(pipeline.servers().postgres());
      assertThatThrownBy(pipeline::startNode)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("headwater.state.widget holds states of another journal")
          .hasMessageContaining("mend:");

      configuration.change(
          "application.conf", "/" + Configuration.JOURNAL_DATABASE, "/no_such_database");
      assertThatThrownBy(pipeline::startNode)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("no_such_database")
          .hasMessageContaining("mend: check jdbc-journal.slick.db")
          .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("password="));
    }
  }
}
