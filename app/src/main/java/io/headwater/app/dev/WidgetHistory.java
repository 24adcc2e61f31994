package io.headwater.app.dev;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the source's transactions have left of one widget and what was published of it, in order.
 * Each transaction is forgotten when its record, or one behind it, has come. Not thread-safe.
 */
final class WidgetHistory {

  /** How many differences are kept in words; all are counted. */
  private static final int KEPT_DIFFERENCES = 5;

  private static final String NOTHING = "nothing";

  private record End(long transaction, Optional<String> document) {}

  private final String id;
  private final Deque<End> due = new ArrayDeque<>();
  private final List<String> firstDifferences = new ArrayList<>();
  private Optional<String> document;
  private long version;
  private boolean met;
  private boolean deletedLast;
  private long states;
  private long suppressed;
  private long differences;

  /** A history that begins with this document; empty when there is no such widget. */
  WidgetHistory(String id, Optional<String> document) {
    this.id = id;
    this.document = document;
  }

  /** A transaction leaves this document; it must be told before it is committed. */
  void end(long transaction, Optional<String> left) {
    due.add(new End(transaction, left));
  }

  /**
   * A state has been published.
   *
   * @param firstTransaction those before it are not this history's
   */
  void published(PublishedState state, long firstTransaction) {
    Optional<Long> transaction = state.transaction().map(Long::valueOf);
    boolean known = transaction.isPresent() && isDue(transaction.get());
    boolean earlier = transaction.isEmpty() || isBefore(transaction.get(), firstTransaction);
    if (!known && earlier && !met) {
      version = Math.max(version, state.version());
      return;
    }
    met = true;
    deletedLast = state.document().isEmpty();
    String name = state.transaction().orElse("(a snapshot)");
    if (state.version() <= version) {
      differ(name, "a version above " + version, "version " + state.version());
    }
    version = Math.max(version, state.version());
    if (!known) {
      differ(name, NOTHING, text(state));
      return;
    }
    while (due.element().transaction() != transaction.get()) {
      passOver(due.remove());
    }
    match(due.remove(), state);
  }

  /** A tombstone has been published. */
  void tombstone() {
    if (met && !deletedLast) {
      differ("(none)", NOTHING, "a tombstone that follows no delete");
    }
    deletedLast = false;
  }

  /** All has been published that ever will be. */
  void finish() {
    while (!due.isEmpty()) {
      passOver(due.remove());
    }
  }

  /** The states that were published as they should be. */
  long states() {
    return states;
  }

  /** The transactions that changed nothing and of which nothing was published. */
  long suppressed() {
    return suppressed;
  }

  /** How many differences there are. */
  long differences() {
    return differences;
  }

  /** The first few differences, one text each. */
  List<String> firstDifferences() {
    return List.copyOf(firstDifferences);
  }

  private boolean isDue(long transaction) {
    return due.stream().anyMatch(end -> end.transaction() == transaction);
  }

  /** PostgreSQL's order of its 32-bit ids, which begin again after the largest. */
  private static boolean isBefore(long transaction, long other) {
    return (int) (transaction - other) < 0;
  }

  private void passOver(End end) {
    if (end.document().equals(document)) {
      suppressed++;
    } else {
      differ(Long.toString(end.transaction()), expected(end), NOTHING);
    }
    document = end.document();
  }

  private void match(End end, PublishedState state) {
    boolean changed = !end.document().equals(document);
    String expected = changed ? expected(end) : NOTHING;
    if (expected.equals(text(state.operation(), state.partial(), state.document()))) {
      states++;
    } else {
      differ(Long.toString(end.transaction()), expected, text(state));
    }
    document = end.document();
  }

  private String expected(End end) {
    String operation =
        end.document().isEmpty() ? "delete" : document.isEmpty() ? "create" : "update";
    return text(operation, false, end.document());
  }

  private static String text(PublishedState state) {
    return "v%d %s"
        .formatted(state.version(), text(state.operation(), state.partial(), state.document()));
  }

  private static String text(String operation, boolean partial, Optional<String> document) {
    return operation + (partial ? " partial" : "") + document.map(json -> " " + json).orElse("");
  }

  private void differ(String transaction, String expected, String found) {
    differences++;
    if (firstDifferences.size() < KEPT_DIFFERENCES) {
      firstDifferences.add(
          "widget/%s, transaction %s: expected %s, found %s"
              .formatted(id, transaction, expected, found));
    }
  }
}
