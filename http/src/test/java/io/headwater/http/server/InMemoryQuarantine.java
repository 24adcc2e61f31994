package io.headwater.http.server;

import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.QuarantineCatalogue;
import io.headwater.core.quarantine.QuarantineDesk;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineFilter;
import io.headwater.core.quarantine.QuarantineGroup;
import io.headwater.core.quarantine.QuarantinePage;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.QuarantineView;
import io.headwater.core.quarantine.RetryOutcome;
import io.headwater.core.quarantine.Settled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A quarantine whose wishes stand until a test answers them. */
final class InMemoryQuarantine implements QuarantineView, QuarantineDesk {

  volatile boolean isCaughtUp = true;
  private final QuarantineCatalogue catalogue = new QuarantineCatalogue(5_000, 10, 10);
  private final Map<String, QuarantineRecord> records = new HashMap<>();
  private final List<String> retried = new ArrayList<>();

  synchronized String keep(QuarantineRecord record) {
    String id = record.key();
    int offset = records.size();
    records.put(id, record);
    catalogue.kept(
        new QuarantineEntry(
            id,
            new QuarantineRecord(
                record.source(),
                record.stage(),
                record.cause(),
                record.subject(),
                record.reason(),
                record.position(),
                record.timestamp(),
                Bytes.of(new byte[0]),
                record.input(),
                record.tries()),
            record.payload().size(),
            0,
            offset));
    return id;
  }

  synchronized List<String> retried() {
    return List.copyOf(retried);
  }

  @Override
  public boolean isCaughtUp() {
    return isCaughtUp;
  }

  @Override
  public boolean isComplete() {
    return catalogue.isComplete();
  }

  @Override
  public List<QuarantineGroup> groups() {
    return catalogue.groups();
  }

  @Override
  public QuarantinePage page(
      QuarantineFilter filter, Optional<QuarantinePage.Cursor> after, int limit) {
    return catalogue.page(filter, after, limit);
  }

  @Override
  public Optional<QuarantineEntry> entry(String id) {
    return catalogue.entry(id);
  }

  @Override
  public boolean isRetryRequested(String id) {
    return catalogue.isRetryRequested(id);
  }

  @Override
  public Optional<Settled> settled(String id) {
    return catalogue.settled(id);
  }

  @Override
  public synchronized Optional<QuarantineRecord> read(QuarantineEntry entry) {
    return Optional.ofNullable(records.get(entry.id()));
  }

  @Override
  public synchronized CompletionStage<Void> retry(Collection<QuarantineEntry> wished) {
    for (QuarantineEntry entry : wished) {
      retried.add(entry.id());
      catalogue.requested(entry.id());
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> drop(Collection<QuarantineEntry> wished) {
    for (QuarantineEntry entry : wished) {
      catalogue.settled(
          entry.id(),
          new Settled(
              entry.record().source(),
              RetryOutcome.DROPPED,
              entry.record().tries().count(),
              Instant.parse("2026-11-20T09:12:00Z")));
    }
    return CompletableFuture.completedFuture(null);
  }
}
