package io.headwater.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped logging shows no rows. */
class LoggingTest {

  /** Debezium's classes whose warnings and errors quote values. */
  private static final String[] QUOTING = {
    "io.debezium.jdbc.JdbcValueConverters",
    "io.debezium.connector.postgresql.PostgresValueConverter",
    "io.debezium.connector.postgresql.connection.AbstractColumnValue",
    "io.debezium.connector.postgresql.connection.DateTimeFormat$ISODateTimeFormat"
  };

  @ParameterizedTest
  @ValueSource(strings = {"logback.xml", "logback-dev.xml"})
  void whatQuotesValuesOfRowsIsOff(String file, @TempDir Path folder) throws Exception {
    LoggerContext context = new LoggerContext();
    try {
      context.putProperty("headwater.log", folder.resolve("headwater.log").toString());
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      URL shipped = Objects.requireNonNull(LoggingTest.class.getResource("/" + file), file);
      configurator.doConfigure(shipped);

      for (String quoting : QUOTING) {
        // A class of another name would be logged.
        assertThat(Class.forName(quoting, false, LoggingTest.class.getClassLoader())).isNotNull();
        assertThat(context.getLogger(quoting).isErrorEnabled()).as(quoting).isFalse();
      }
      assertThat(context.getLogger("io.debezium.pipeline.EventDispatcher").isErrorEnabled())
          .isTrue();
      assertThat(context.getLogger("io.debezium.pipeline.EventDispatcher").isDebugEnabled())
          .isFalse();
    } finally {
      context.stop();
    }
  }
}
