package io.headwater.app.dev;

import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.TableProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Prints how a source snapshot goes: a line per table now and then, and one when it is read. */
final class SnapshotProgress {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int BAR = 10;
  private static final int PERCENT = 100;

  private final Consumer<String> lines;
  private final Map<String, Long> startedAt = new HashMap<>();
  private final Map<String, Long> printedAt = new HashMap<>();
  private final Set<String> complete = new HashSet<>();

  SnapshotProgress(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Prints what changed since the last call. */
  void update(SourceStatus status, long nowNanos) {
    for (TableProgress table : status.tables()) {
      // An engine that goes on without a snapshot has read no row of it.
      if (table.rows() == 0) {
        continue;
      }
      long started = startedAt.computeIfAbsent(table.table(), name -> nowNanos);
      boolean due = nowNanos - printedAt.getOrDefault(table.table(), started) >= EVERY.toNanos();
      if (table.complete() ? complete.add(table.table()) : due) {
        printedAt.put(table.table(), nowNanos);
        lines.accept(line(table, Duration.ofNanos(nowNanos - started)));
      }
    }
  }

  static String line(TableProgress table, Duration since) {
    double seconds = Math.max(since.toNanos() / 1e9, 1e-3);
    long rate = Math.round(table.rows() / seconds);
    long expected = table.complete() ? table.rows() : table.estimatedRows().orElse(0L);
    if (expected < table.rows()) {
      expected = 0;
    }
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-28s", table.table()));
    if (table.complete() || expected > 0) {
      int percent =
          table.complete() ? PERCENT : (int) (PERCENT * table.rows() / Math.max(1, expected));
      int filled = percent * BAR / PERCENT;
      line.append(
          String.format(
              Locale.ROOT, "%4d%% |%s%s|", percent, "#".repeat(filled), " ".repeat(BAR - filled)));
    }
    line.append(String.format(Locale.ROOT, " %,9d rows  %,8d rows/s", table.rows(), rate));
    if (!table.complete() && expected > 0 && rate > 0) {
      line.append(
          String.format(
              Locale.ROOT, "  ETA %d s", Math.round((expected - table.rows()) / (double) rate)));
    }
    return line.toString();
  }
}
