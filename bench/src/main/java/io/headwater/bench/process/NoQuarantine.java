package io.headwater.bench.process;

import io.headwater.core.quarantine.QuarantineDesk;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineFilter;
import io.headwater.core.quarantine.QuarantineGroup;
import io.headwater.core.quarantine.QuarantinePage;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.QuarantineView;
import io.headwater.core.quarantine.Settled;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The quarantine of a server whose input nobody refuses. */
final class NoQuarantine implements QuarantineView, QuarantineDesk {

  @Override
  public boolean isCaughtUp() {
    return true;
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public List<QuarantineGroup> groups() {
    return List.of();
  }

  @Override
  public QuarantinePage page(
      QuarantineFilter filter, Optional<QuarantinePage.Cursor> after, int limit) {
    return new QuarantinePage(List.of(), Optional.empty());
  }

  @Override
  public Optional<QuarantineEntry> entry(String id) {
    return Optional.empty();
  }

  @Override
  public boolean isRetryRequested(String id) {
    return false;
  }

  @Override
  public Optional<Settled> settled(String id) {
    return Optional.empty();
  }

  @Override
  public Optional<QuarantineRecord> read(QuarantineEntry entry) {
    return Optional.empty();
  }

  @Override
  public CompletionStage<Void> retry(Collection<QuarantineEntry> records) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> drop(Collection<QuarantineEntry> records) {
    return CompletableFuture.completedStage(null);
  }
}
