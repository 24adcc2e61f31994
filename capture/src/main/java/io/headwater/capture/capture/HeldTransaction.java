package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.QuarantineRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The events of one open source transaction that are not in the change log yet.
 *
 * <p>While it is held these are all events; once it is streamed, only the newest one, because only
 * the transaction's end tells that it is the last.
 */
final class HeldTransaction {

  private final List<SourceSignal.Change> changes = new ArrayList<>();
  private final List<Refusal> refused = new ArrayList<>();

  /**
   * Refused input.
   *
   * @param before how many changes of the transaction stand before it
   */
  private record Refusal(QuarantineRecord record, long before) {}

  private Optional<Instant> lastChange = Optional.empty();
  private boolean streamed;
  private long characters;
  private long events;
  private long written;

  void add(SourceSignal.Change change) {
    changes.add(change);
    characters += characters(change.change());
    lastChange = Optional.of(change.change().timestamp());
    events++;
  }

  void add(QuarantineRecord record) {
    refused.add(new Refusal(record, events));
    characters += record.payload().size();
  }

  boolean exceeds(TransactionLimits limits) {
    return changes.size() + refused.size() > limits.heldEvents()
        || characters > limits.heldCharacters();
  }

  boolean streamed() {
    return streamed;
  }

  boolean hasRecords() {
    return !changes.isEmpty() || !refused.isEmpty() || streamed;
  }

  Optional<Instant> lastChange() {
    return lastChange;
  }

  /** How many changes there were so far, also those that are written already. */
  long events() {
    return events;
  }

  /** Writes all but the newest change; from now on the transaction counts as streamed. */
  void stream(ChangeLogWriter writer) {
    streamed = true;
    int keep = changes.size() - 1;
    for (int i = 0; i < keep; i++) {
      SourceSignal.Change change = changes.get(i);
      writer.append(change.key(), change.change());
      written++;
    }
    if (keep > 0) {
      changes.subList(0, keep).clear();
    }
    writeRefused(writer);
  }

  /** Writes what is left; the newest change says that it is the last. */
  void finish(ChangeLogWriter writer) {
    for (int i = 0; i < changes.size(); i++) {
      SourceSignal.Change change = changes.get(i);
      ChangeLogRecord marked = i == changes.size() - 1 ? asLast(change.change()) : change.change();
      writer.append(change.key(), marked);
      written++;
    }
    writeRefused(writer);
  }

  private void writeRefused(ChangeLogWriter writer) {
    refused.forEach(one -> writer.quarantine(one.record(), one.before() - written));
    refused.clear();
  }

  private static ChangeLogRecord asLast(ChangeLogRecord change) {
    return switch (change) {
      case ChangeEvent event ->
          event.transaction().isPresent()
              ? event.withTransaction(asLast(event.transaction().get()))
              : event;
      case ControlRecord.Truncated truncated ->
          new ControlRecord.Truncated(
              truncated.source(),
              truncated.timestamp(),
              truncated.position(),
              truncated.table(),
              truncated.transaction().map(HeldTransaction::asLast));
      case ControlRecord other -> other;
    };
  }

  private static TransactionMark asLast(TransactionMark mark) {
    return new TransactionMark(mark.id(), mark.index(), true);
  }

  private static long characters(ChangeLogRecord change) {
    if (!(change instanceof ChangeEvent event)) {
      return 0;
    }
    long sum = 0;
    if (event.after().isPresent()) {
      sum += characters(event.after().get());
    }
    if (event.before().isPresent()) {
      sum += characters(event.before().get());
    }
    return sum;
  }

  private static long characters(Value value) {
    return switch (value) {
      case Value.Text text -> text.value().length();
      case Value.Num number -> number.literal().length();
      case Value.Arr array -> array.items().stream().mapToLong(HeldTransaction::characters).sum();
      case Value.Obj object -> {
        long sum = 0;
        for (Value member : object.members().values()) {
          sum += characters(member);
        }
        yield sum;
      }
      case Value.Null absent -> 0;
      case Value.Bool bool -> 1;
    };
  }
}
