package io.headwater.app.cluster;

import io.headwater.core.resource.Topics;
import java.util.Optional;

/** Topic readers that go on where they were. */
final class CommittedHistory implements AutoCloseable {

  private final ClusterServers servers;
  private final TestCluster.Journal journal;
  private Optional<CommittedRecords<ChangeEntry>> changes = Optional.empty();
  private Optional<CommittedRecords<StateEntry>> states = Optional.empty();
  private Optional<CommittedRecords<JournalEvent>> events = Optional.empty();

  CommittedHistory(ClusterServers servers, TestCluster.Journal journal) {
    this.servers = servers;
    this.journal = journal;
  }

  History read() {
    if (changes.isEmpty()) {
      changes =
          Optional.of(
              new CommittedRecords<>(servers.kafka(), ClusterServers.CHANGES, ChangeEntry::of));
      states =
          Optional.of(
              new CommittedRecords<>(servers.kafka(), ClusterServers.STATES, StateEntry::of));
      if (journal == TestCluster.Journal.KAFKA) {
        events =
            Optional.of(new CommittedRecords<>(servers.kafka(), Topics.JOURNAL, JournalEvent::of));
      }
    }
    return new History(
        changes.get().readAll(),
        states.orElseThrow().readAll(),
        events.map(CommittedRecords::readAll));
  }

  @Override
  public void close() {
    changes.ifPresent(CommittedRecords::close);
    states.ifPresent(CommittedRecords::close);
    events.ifPresent(CommittedRecords::close);
  }
}
