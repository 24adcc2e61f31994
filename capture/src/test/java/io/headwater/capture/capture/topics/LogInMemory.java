package io.headwater.capture.capture.topics;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is appended to a change log, as {@code partition: key}. */
final class LogInMemory implements ChangeLogWriter {

  private final int partitions;
  final List<String> appended = new ArrayList<>();
  final List<ChangeLogRecord> records = new ArrayList<>();
  final List<QuarantineRecord> refused = new ArrayList<>();

  /** Rows with their positions, and refused records, as they came. */
  final List<String> order = new ArrayList<>();

  LogInMemory(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public Optional<StoredPosition> position() {
    return Optional.empty();
  }

  @Override
  public void begin() {
    throw new AssertionError("who takes records does not begin transactions");
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public void append(int partition, String key, ChangeLogRecord appendedRecord) {
    records.add(appendedRecord);
    if (appendedRecord instanceof ChangeEvent event) {
      order.add(key + " " + event.source().position());
    }
    appended.add(
        switch (appendedRecord) {
          case ChangeEvent event -> partition + ": " + key + " " + event.source().position();
          case ControlRecord control -> partition + ": " + control.getClass().getSimpleName();
        });
  }

  @Override
  public void quarantine(int partition, QuarantineRecord one, long ahead) {
    refused.add(one);
    order.add("refused " + one.position());
  }

  @Override
  public void keep(QuarantineRecord one) {
    throw new AssertionError("who takes records keeps none");
  }

  @Override
  public void settle(String key, Settled settled) {
    throw new AssertionError("who takes records settles none");
  }

  @Override
  public void answer(RetryRequest request) {
    throw new AssertionError("who takes records answers no wish");
  }

  @Override
  public void commit(Optional<StoredPosition> position) {
    throw new AssertionError("who takes records does not commit them");
  }

  @Override
  public void abort() {
    throw new AssertionError("who takes records does not give them up");
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
