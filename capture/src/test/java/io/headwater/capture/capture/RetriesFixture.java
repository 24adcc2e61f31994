package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Renormalizer;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RetryOutcome;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A change log, a quarantine with refused rows of widgets, and retries of them. */
abstract class RetriesFixture {

  static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  static final TableName WIDGETS = new TableName("public", "widgets");

  final InMemoryChangeLog log = new InMemoryChangeLog();
  final InMemoryRetryInbox inbox = new InMemoryRetryInbox(log);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  ChangeLogWriter writer = log.open();

  Instant now = NOW;

  /** Payloads are change events; one that is mended can be read. */
  boolean isMended = true;

  /** Subjects of which the input cannot be normalized, for a fault of ours or of the broker. */
  final Map<String, RuntimeException> failures = new HashMap<>();

  final List<String> asked = new ArrayList<>();

  final Renormalizer renormalizer =
      kept -> {
        asked.add(kept.subject());
        if (failures.containsKey(kept.subject())) {
          throw failures.get(kept.subject());
        }
        return List.of(
            isMended
                ? new Normalization.Normalized(event(kept))
                : new Normalization.Refused(RefusalCause.UNREADABLE_VALUE, "still bad"));
      };

  void perform() {
    new Retries("shop", writer, inbox, renormalizer, meters).perform("0/77");
  }

  void refuse(int id, int quantity) {
    quarantine(record(id, quantity));
  }

  void quarantine(QuarantineRecord record) {
    writer.begin();
    writer.quarantine(record);
    writer.commit(Optional.empty());
  }

  void append(int id, int quantity) {
    writer.begin();
    append(writer, id, quantity);
    writer.commit(Optional.empty());
  }

  static void append(ChangeLogWriter to, int id, int quantity) {
    to.append("k", change(id, quantity));
  }

  void assertOutcome(int number, RetryOutcome outcome) {
    Settled settled = log.settled().get(log.quarantined().get(number).key());
    assertThat(settled).isNotNull();
    assertThat(settled.outcome()).isEqualTo(outcome);
    assertThat(settled.attempts()).isEqualTo(2);
  }

  double count(String outcome) {
    return meters
        .counter("headwater.quarantine.retries", "source", "shop", "outcome", outcome)
        .count();
  }

  static QuarantineRecord record(int id, int quantity) {
    return new QuarantineRecord(
        "shop",
        "normalize",
        RefusalCause.UNREADABLE_VALUE,
        "public.widgets {\"id\":%d}".formatted(id),
        "bad",
        "0/" + quantity,
        NOW,
        Bytes.of(ChangeLogCodec.encode(change(id, quantity))),
        RefusedInput.of(PayloadForm.CONNECT_JSON),
        Tries.firstAt(NOW));
  }

  /** As a normalizer makes it: it does not know which is the last of a transaction. */
  static ChangeEvent event(QuarantineRecord kept) {
    ChangeLogRecord logged = ChangeLogCodec.decode(kept.payload().array());
    return ((ChangeEvent) logged).withTransaction(new TransactionMark("571", 0, false));
  }

  static ChangeEvent change(int id, int quantity) {
    return new ChangeEvent(
        NOW,
        ChangeType.UPDATE,
        new Value.Obj(Map.of("id", Value.of(id))),
        Optional.empty(),
        Optional.of(new Value.Obj(Map.of("id", Value.of(id), "quantity", Value.of(quantity)))),
        new Origin("shop", "PostgreSQL", "shop", WIDGETS, "0/" + quantity),
        Optional.of(new TransactionMark("571", 0, true)),
        false,
        new EngineVersion("debezium", "postgresql", "3.5.0.Final"));
  }
}
