package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change log in memory that behaves as the real one: what is not committed vanishes, and opening
 * a writer fences the former one.
 */
final class InMemoryChangeLog {

  static final String TOPIC_ID = "in-memory";

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private final List<ChangeLogRecord> records = new ArrayList<>();
  private final List<QuarantineRecord> quarantined = new ArrayList<>();
  private final List<Integer> transactionSizes = new ArrayList<>();
  private Optional<StoredPosition> position = Optional.empty();
  private final Map<String, Settled> settled = new LinkedHashMap<>();
  private final List<RetryRequest> answered = new ArrayList<>();
  private int generation;
  private int aborts;

  synchronized ChangeLogWriter open() {
    generation++;
    return new Writer(generation);
  }

  synchronized void start(StoredPosition from) {
    position = Optional.of(from);
  }

  synchronized Optional<StoredPosition> position() {
    return position;
  }

  synchronized List<ChangeLogRecord> records() {
    return List.copyOf(records);
  }

  synchronized int size() {
    return records.size();
  }

  synchronized List<ChangeEvent> events() {
    return records.stream()
        .filter(ChangeEvent.class::isInstance)
        .map(ChangeEvent.class::cast)
        .toList();
  }

  /** Awaits so many events, refused ones included; fails with the engine. */
  void awaitEvents(CaptureEngine.Running engine, int count) {
    await()
        .atMost(WAIT)
        .pollInterval(POLL)
        .failFast(() -> assertThat(engine.status().failure()).isEmpty())
        .until(() -> events().size() + quarantined().size() >= count);
  }

  synchronized List<QuarantineRecord> quarantined() {
    return List.copyOf(quarantined);
  }

  synchronized Map<String, Settled> settled() {
    return Map.copyOf(settled);
  }

  synchronized List<RetryRequest> answered() {
    return List.copyOf(answered);
  }

  /** The number of records of each committed transaction. */
  synchronized List<Integer> transactionSizes() {
    return List.copyOf(transactionSizes);
  }

  synchronized int aborts() {
    return aborts;
  }

  private final class Writer implements ChangeLogWriter {

    private final int own;
    private final List<ChangeLogRecord> appended = new ArrayList<>();
    private final List<QuarantineRecord> refused = new ArrayList<>();
    private final Map<String, Settled> ends = new LinkedHashMap<>();
    private final List<RetryRequest> answers = new ArrayList<>();
    private boolean open;

    Writer(int own) {
      this.own = own;
    }

    @Override
    public Optional<StoredPosition> position() {
      return InMemoryChangeLog.this.position();
    }

    @Override
    public void begin() {
      check(false);
      open = true;
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public void append(int partition, String key, ChangeLogRecord changeLogRecord) {
      check(true);
      appended.add(ChangeLogCodec.decode(ChangeLogCodec.encode(changeLogRecord)));
    }

    @Override
    public void quarantine(int partition, QuarantineRecord record, long ahead) {
      check(true);
      RefusedInput input = record.input();
      refused.add(
          input.logged().isPresent()
              ? record
              : record.withInput(
                  input.loggedAt(new LogPlace(TOPIC_ID, 0, size(), appended.size() + ahead))));
    }

    @Override
    public void keep(QuarantineRecord record) {
      check(true);
      refused.add(record);
    }

    @Override
    public void settle(String key, Settled settled) {
      check(true);
      ends.put(key, settled);
    }

    @Override
    public void answer(RetryRequest request) {
      check(true);
      answers.add(request);
    }

    @Override
    public void commit(Optional<StoredPosition> newer) {
      check(true);
      synchronized (InMemoryChangeLog.this) {
        records.addAll(appended);
        quarantined.addAll(refused);
        settled.putAll(ends);
        answered.addAll(answers);
        transactionSizes.add(appended.size());
        position =
            newer
                .map(StoredPositions::encode)
                .map(StoredPositions::decode)
                .or(InMemoryChangeLog.this::position);
      }
      clear();
    }

    @Override
    public void abort() {
      check(true);
      synchronized (InMemoryChangeLog.this) {
        aborts++;
      }
      clear();
    }

    @Override
    public void close() {
      clear();
    }

    private void clear() {
      appended.clear();
      refused.clear();
      ends.clear();
      answers.clear();
      open = false;
    }

    private void check(boolean expected) {
      synchronized (InMemoryChangeLog.this) {
        if (own != generation) {
          throw new IllegalStateException("fenced by writer " + generation);
        }
      }
      if (open != expected) {
        throw new IllegalStateException(
            expected ? "no transaction is open" : "one is open already");
      }
    }
  }
}
