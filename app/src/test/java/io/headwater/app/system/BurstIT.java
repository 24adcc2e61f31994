package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.dev.demo.DemoSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Far more changes at once than the heap could hold: they wait in the source and in the logs, no
 * persist fails, and the process stays within its heap.
 *
 * <p>Settings, as system properties: {@code headwater.burst.widgets}, {@code
 * headwater.burst.updates} of every widget in one transaction, and {@code headwater.burst.heap},
 * such as {@code 1g}.
 */
class BurstIT {

  private static final String PREFIX = "headwater.burst.";

  /** Neither all resources nor all changes of the burst find room in it. */
  private static final List<String> SMALL_HEAP =
      List.of("-Xmx" + System.getProperty(PREFIX + "heap", "320m"), "-XX:+ExitOnOutOfMemoryError");

  private static final int WIDGETS = Integer.getInteger(PREFIX + "widgets", 20_000);
  private static final int IN_ONE_TRANSACTION = Integer.getInteger(PREFIX + "updates", 5);
  private static final int TRANSACTIONS = 2;
  private static final Duration LIVE_LIMIT = Duration.ofMinutes(3).plusMillis(10L * WIDGETS);
  private static final Duration APPLIED_LIMIT =
      Duration.ofMinutes(8).plusMillis(2L * WIDGETS * IN_ONE_TRANSACTION);
  private static final Duration EXIT_LIMIT = Duration.ofMinutes(2);
  private static final int BY_SIGTERM = 143;

  /**
   * Who may log errors, as loggers begin: the broker and its clients, the engine and its
   * connection. Short of processor time their requests take too long, and they try again.
   */
  private static final List<String> MAY_LOG_ERRORS =
      List.of(" o.a.k.", " kafka.", " state.change.logger", " i.d.", " o.p.");

  private static final Pattern DATABASE = Pattern.compile("PostgreSQL .* 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern HTTP = Pattern.compile("(http://\\S+)/v1/resources ");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void slowsTheSourceDownAndDoesNotGrowTheHeap() throws Exception {
    try (HeadwaterProcess process = dev("--rate", "1")) {
      process.awaitProgress("Ctrl-C", LIVE_LIMIT);
      HttpAnswers http = new HttpAnswers(URI.create(said(process, HTTP)));
      double before = http.metric("headwater_state_records_total");

      long startedAt = System.nanoTime();
      burst(process);

      await("the burst is applied")
          .atMost(APPLIED_LIMIT)
          // Short of processor time, an answer can take longer than its limit.
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(
              () ->
                  !process.isAlive()
                      || http.metric("headwater_state_records_total") - before
                              >= (1.0 + TRANSACTIONS) * WIDGETS
                          && unapplied(http) < WIDGETS / 100);
      assertThat(process.isAlive()).as(process::lastWords).isTrue();
      System.err.printf(
          "burst: %,d rows in one transaction, and all after it, applied after %s with %s%n",
          WIDGETS * IN_ONE_TRANSACTION,
          Duration.ofNanos(System.nanoTime() - startedAt),
          SMALL_HEAP.getFirst());
      process.terminate();
      assertThat(process.awaitExit(EXIT_LIMIT)).as(process::lastWords).isEqualTo(BY_SIGTERM);
      assertThat(errors()).isEmpty();
    }
    try (HeadwaterProcess verification = dev("--verify", "--seconds", "1", "--rate", "50")) {
      int exit = verification.awaitExit(LIVE_LIMIT);
      assertThat(verification.output())
          .as(verification::lastWords)
          .containsPattern("verified \\d+ resources: 0 differences");
      assertThat(exit).isZero();
    }
  }

  /** One large transaction, and further ones behind it. */
  private static void burst(HeadwaterProcess process) throws Exception {
    String url =
        "jdbc:postgresql://127.0.0.1:%s/%s".formatted(said(process, DATABASE), DemoSchema.DATABASE);
    try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < IN_ONE_TRANSACTION; i++) {
        statement.executeUpdate("update widgets set quantity = quantity + 1");
      }
      connection.commit();
      for (int i = 0; i < TRANSACTIONS; i++) {
        statement.executeUpdate("update widgets set quantity = quantity + 1");
        connection.commit();
      }
    }
  }

  /** What the process logged as errors, but for those who try again. */
  private List<String> errors() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("data").resolve("headwater.log"))) {
      return lines
          .filter(line -> line.contains(" ERROR "))
          .filter(line -> MAY_LOG_ERRORS.stream().noneMatch(line::contains))
          .toList();
    }
  }

  private static long unapplied(HttpAnswers http) {
    JsonNode source = http.json("/v1/sources").get("sources").get(0);
    return source.path("unapplied").asLong(Long.MAX_VALUE);
  }

  private static String said(HeadwaterProcess process, Pattern pattern) {
    Matcher matcher = pattern.matcher(process.progress());
    assertThat(matcher.find()).as(process::lastWords).isTrue();
    return matcher.group(1);
  }

  private HeadwaterProcess dev(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("dev", "--data-dir", folder.resolve("data").toString(), "--widgets"));
    arguments.add(Integer.toString(WIDGETS));
    arguments.addAll(List.of(more));
    return HeadwaterProcess.start(folder, SMALL_HEAP, arguments.toArray(String[]::new));
  }
}
