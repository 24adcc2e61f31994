package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped file that keeps the journal in PostgreSQL. */
class JdbcJournalConfigTest {

  private static final Path SHIPPED =
      TestFiles.repository().resolve("config").resolve("jdbc-journal.conf");

  @TempDir Path folder;

  @Test
  void isIncludedWithOneLineAndTakesItsConnectionFromTheEnvironment() {
    Config config =
        load(
            Map.of(
                "HEADWATER_JOURNAL_URL", "jdbc:postgresql://db/journal",
                "HEADWATER_JOURNAL_USER", "somebody",
                "HEADWATER_JOURNAL_PASSWORD", "secret"));

    assertThat(config.getString("pekko.persistence.journal.plugin")).isEqualTo("jdbc-journal");
    for (String plugin : new String[] {"jdbc-journal", "jdbc-read-journal"}) {
      Config database = config.getConfig(plugin + ".slick.db");
      assertThat(database.getString("url")).isEqualTo("jdbc:postgresql://db/journal");
      assertThat(database.getString("user")).isEqualTo("somebody");
      assertThat(database.getString("password")).isEqualTo("secret");
      assertThat(database.getInt("numThreads")).isEqualTo(database.getInt("maxConnections"));
    }
  }

  @Test
  void hasRoomForAllThatMayPersistAtOnce() {
    Config config = load(Map.of());

    assertThat(config.getInt("jdbc-journal.bufferSize"))
        .isGreaterThanOrEqualTo(2 * HeapShare.OPEN_CHANGES.most());
  }

  @Test
  void endsTransactionsBeforeTheirNumbersAreGivenUp() {
    Config config = load(Map.of());
    Config retrieval = config.getConfig("jdbc-read-journal.journal-sequence-retrieval");

    assertThat(retrieval.getDuration("query-delay").multipliedBy(retrieval.getInt("max-tries")))
        .hasSeconds(10);
    assertThat(config.getString("jdbc-journal.slick.db.connectionInitSql"))
        .contains("set_config('transaction_timeout', '8s', false)");
  }

  private Config load(Map<String, String> environment) {
    Path application =
        new TestFiles(folder)
            .write("application.conf", "include required(file(\"" + SHIPPED + "\"))\nheadwater {}");
    HeadwaterSettings.Loaded loaded = HeadwaterSettings.load(application, environment);
    assertThat(loaded.problems().list()).isEmpty();
    return loaded.config();
  }
}
