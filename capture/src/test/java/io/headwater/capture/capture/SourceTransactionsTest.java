package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.capture.normalize.LogPosition;
import io.headwater.capture.normalize.SourcePosition;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SourceTransactionsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final TableName TABLE = new TableName("public", "widgets");
  private static final TransactionLimits SMALL =
      new TransactionLimits(3, 1_000, 2, Duration.ofSeconds(10));

  private final InMemoryChangeLog log = new InMemoryChangeLog();
  private final Heard heard = new Heard();
  private SourceTransactions transactions = restarted();

  private SourceTransactions restarted() {
    return new SourceTransactions("shop", List.of(TABLE), SMALL, log.open(), heard);
  }

  private static final class Heard implements CaptureListener {
    private final List<String> said = new ArrayList<>();

    @Override
    public void snapshotStarted() {
      said.add("snapshot");
    }

    @Override
    public void snapshotRow(TableName table) {
      said.add("row of " + table);
    }

    @Override
    public void tableRead(TableName table) {
      said.add("read " + table);
    }

    @Override
    public void live() {
      said.add("live");
    }

    @Override
    public void committed(
        Optional<SourcePosition> position, Optional<Instant> lastChange, long events) {
      said.add("committed " + events);
    }

    @Override
    public void duplicate() {
      said.add("duplicate");
    }

    @Override
    public void refused() {
      said.add("refused");
    }

    @Override
    public void skipped(String reason) {
      said.add("skipped " + reason);
    }
  }

  private static SourceSignal.Change change(String transaction, int index) {
    return change(transaction, index, "v");
  }

  private static SourceSignal.Change change(String transaction, int index, String text) {
    Value.Obj row = new Value.Obj(Map.of("id", Value.of(index), "text", Value.of(text)));
    return new SourceSignal.Change(
        "k" + index,
        new ChangeEvent(
            NOW,
            ChangeType.CREATE,
            new Value.Obj(Map.of("id", Value.of(index))),
            Optional.empty(),
            Optional.of(row),
            new Origin("shop", "PostgreSQL", "shop", TABLE, "0/1"),
            Optional.of(new TransactionMark(transaction, index, false)),
            false,
            new EngineVersion("debezium", "postgresql", "3.5.0.Final")));
  }

  private static StoredPosition at(long lsn) {
    return new StoredPosition(Map.of("server", "shop"), Map.of("lsn", lsn));
  }

  private static SourceSignal.End end(long lsn) {
    return new SourceSignal.End(NOW, new LogPosition(lsn), at(lsn));
  }

  private static SourceSignal.Alive alive(long lsn, Instant time) {
    LogPosition position = new LogPosition(lsn);
    return new SourceSignal.Alive(
        new ControlRecord.Heartbeat("shop", time, position.toString()), position, at(lsn));
  }

  private static SourceSignal.Refused refused() {
    return new SourceSignal.Refused(
        new QuarantineRecord("shop", "normalize", "t", "why", "0/1", NOW, Bytes.utf8("{}")));
  }

  private void accept(SourceSignal... signals) {
    for (SourceSignal signal : signals) {
      transactions.accept(signal);
    }
  }

  private void acceptTransaction(String id, int changes, long end) {
    accept(new SourceSignal.Begin(id));
    for (int i = 0; i < changes; i++) {
      accept(change(id, i));
    }
    accept(end(end));
  }

  private List<String> marks() {
    List<String> marks = new ArrayList<>();
    for (ChangeLogRecord logged : log.records()) {
      if (logged instanceof ChangeEvent event && event.transaction().isPresent()) {
        TransactionMark mark = event.transaction().get();
        marks.add(mark.id() + ":" + mark.index() + (mark.last() ? "!" : ""));
      }
    }
    return marks;
  }

  @Test
  void commitsWholeTransactionsAtTheEndOfABatch() {
    acceptTransaction("1", 2, 10);
    acceptTransaction("2", 1, 20);
    accept(new SourceSignal.Begin("3"), change("3", 0));
    assertThat(log.records()).isEmpty();

    assertThat(transactions.endOfBatch()).contains(at(20));

    assertThat(marks()).containsExactly("1:0", "1:1!", "2:0!");
    assertThat(log.position()).contains(at(20));
    assertThat(log.transactionSizes()).containsExactly(3);
    accept(end(30));
    assertThat(transactions.endOfBatch()).contains(at(30));
    assertThat(marks()).endsWith("3:0!");
  }

  @Test
  void acknowledgesNothingWhileATransactionIsOpen() {
    accept(new SourceSignal.Begin("1"), change("1", 0), alive(99, NOW));

    assertThat(transactions.endOfBatch()).isEmpty();
    assertThat(log.position()).isEmpty();
  }

  @Test
  void dropsRedeliveredTransactionsByTheirEndOnly() {
    acceptTransaction("1", 2, 10);
    transactions.endOfBatch();
    transactions = restarted();

    acceptTransaction("1", 2, 10);
    acceptTransaction("2", 1, 11);
    transactions.endOfBatch();

    assertThat(marks()).containsExactly("1:0", "1:1!", "2:0!");
    assertThat(heard.said).contains("duplicate");
  }

  @Test
  void dropsATransactionThatComesTwiceInOneBatch() {
    acceptTransaction("1", 1, 10);
    acceptTransaction("1", 1, 10);
    transactions.endOfBatch();

    assertThat(marks()).containsExactly("1:0!");
  }

  @Test
  void streamsALargeTransactionIntoOneOfItsOwn() {
    acceptTransaction("1", 1, 10);
    accept(new SourceSignal.Begin("2"));
    for (int i = 0; i < 6; i++) {
      accept(change("2", i));
    }
    assertThat(transactions.endOfBatch()).contains(at(10));
    assertThat(marks()).containsExactly("1:0!");
    accept(change("2", 6), end(20));
    acceptTransaction("3", 1, 30);

    assertThat(transactions.endOfBatch()).contains(at(30));

    assertThat(marks())
        .containsExactly("1:0!", "2:0", "2:1", "2:2", "2:3", "2:4", "2:5", "2:6!", "3:0!");
    assertThat(log.transactionSizes()).containsExactly(1, 7, 1);
  }

  @Test
  void streamsATransactionWithFewButWideRows() {
    accept(new SourceSignal.Begin("1"), change("1", 0, "w".repeat(2_000)), change("1", 1));
    transactions.endOfBatch();
    assertThat(log.records()).isEmpty();
    accept(end(10));

    assertThat(marks()).containsExactly("1:0", "1:1!");
  }

  @Test
  void abortsALargeTransactionThatProvesARedelivery() {
    acceptTransaction("1", 6, 10);
    transactions.endOfBatch();
    transactions = restarted();

    acceptTransaction("1", 6, 10);
    acceptTransaction("2", 1, 20);
    transactions.endOfBatch();

    assertThat(log.aborts()).isOne();
    assertThat(marks()).hasSize(7).endsWith("1:5!", "2:0!");
  }

  @Test
  void marksTheLastLoggedChangeWhenTheLastOneIsRefused() {
    accept(
        new SourceSignal.Begin("1"),
        change("1", 0),
        change("1", 1),
        new SourceSignal.Skipped("logical message"),
        refused(),
        end(10));
    transactions.endOfBatch();

    assertThat(marks()).containsExactly("1:0", "1:1!");
    assertThat(log.quarantined()).hasSize(1);
    assertThat(heard.said).contains("refused", "skipped logical message");
  }

  @Test
  void bracketsASnapshotAndStoresItsPositionOnlyAtItsEnd() {
    accept(new SourceSignal.SnapshotStarted(NOW));
    for (int i = 0; i < 5; i++) {
      accept(change("ignored", i));
    }
    assertThat(transactions.endOfBatch()).isEmpty();
    assertThat(log.position()).isEmpty();
    accept(
        new SourceSignal.TableRead(TABLE),
        new SourceSignal.SnapshotCompleted(NOW, new LogPosition(7), at(7)));

    assertThat(transactions.endOfBatch()).contains(at(7));

    assertThat(log.records().getFirst()).isEqualTo(new ControlRecord.SnapshotStarted("shop", NOW));
    assertThat(log.records().getLast())
        .isEqualTo(new ControlRecord.SnapshotCompleted("shop", NOW, "0/7", List.of(TABLE)));
    assertThat(log.transactionSizes()).containsExactly(1, 2, 2, 1, 1);
    assertThat(heard.said).startsWith("snapshot").endsWith("live");
  }

  @Test
  void listsOnlyTheTablesThatASnapshotRead() {
    TableName left = new TableName("public", "left_out");
    transactions = new SourceTransactions("shop", List.of(TABLE, left), SMALL, log.open(), heard);

    accept(
        new SourceSignal.SnapshotStarted(NOW),
        new SourceSignal.TableRead(TABLE),
        new SourceSignal.SnapshotCompleted(NOW, new LogPosition(7), at(7)));

    assertThat(log.records().getLast())
        .isEqualTo(new ControlRecord.SnapshotCompleted("shop", NOW, "0/7", List.of(TABLE)));
    assertThat(heard.said).doesNotContain("read " + left);
  }

  @Test
  void givesUpWithTheEngineWhenASnapshotIsAborted() {
    accept(new SourceSignal.SnapshotStarted(NOW), change("ignored", 0));

    assertThatThrownBy(() -> accept(new SourceSignal.SnapshotAborted()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(log.records()).hasSize(1);
  }

  @Test
  void writesHeartbeatsOutsideOfTransactionsAtTheirInterval() {
    accept(new SourceSignal.SnapshotSkipped(), alive(5, NOW));
    assertThat(transactions.endOfBatch()).contains(at(5));
    accept(alive(6, NOW.plusSeconds(1)));
    assertThat(transactions.endOfBatch()).contains(at(6));
    accept(alive(6, NOW.plusSeconds(10)));
    assertThat(transactions.endOfBatch()).isEmpty();

    assertThat(log.records())
        .containsExactly(
            new ControlRecord.Heartbeat("shop", NOW, "0/5"),
            new ControlRecord.Heartbeat("shop", NOW.plusSeconds(10), "0/6"));
  }

  @Test
  void movesOnWithATransactionThatChangedNothingHere() {
    accept(new SourceSignal.Begin("1"), new SourceSignal.Skipped("logical message"), end(10));

    assertThat(transactions.endOfBatch()).contains(at(10));

    assertThat(log.records()).containsExactly(new ControlRecord.Heartbeat("shop", NOW, "0/A"));
  }

  @Test
  void refusesSignalsOutOfOrder() {
    assertThatThrownBy(() -> accept(change("1", 0))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> accept(end(1))).isInstanceOf(IllegalStateException.class);
    accept(new SourceSignal.Begin("1"));
    assertThatThrownBy(() -> accept(new SourceSignal.Begin("2")))
        .isInstanceOf(IllegalStateException.class);
  }
}
