package io.headwater.app.oracle;

import static org.awaitility.Awaitility.await;

import io.headwater.app.oracle.Action.Restart;
import io.headwater.app.oracle.Action.Transaction;
import io.headwater.app.system.TopicLog;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.core.ConditionTimeoutException;

/** Does a run in a database, topics and folders of its own, and compares all at rest. */
final class Try {

  private static final String NOTHING = "nothing";
  private static final Duration LATE = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(180);

  private final OracleServers servers;
  private final Run run;
  private final TryNames names;
  private final int end;

  private Try(OracleServers servers, Run run) {
    this.servers = servers;
    this.run = run;
    this.names = new TryNames(servers.nextTry());
    this.end = run.actions().size();
  }

  /** What differs, in the order of the transactions; empty when nothing does. */
  static List<Difference> differences(OracleServers servers, Run run) {
    try {
      return new Try(servers, run).run();
    } catch (SQLException e) {
      throw new IllegalStateException("the run is not right: " + run.text(), e);
    }
  }

  private List<Difference> run() throws SQLException {
    try (SourceWriter writer = SourceWriter.create(servers.postgres(), names, run.shape());
        TryNode node = TryNode.configured(servers, names, run.shape())) {
      writer.run(Histories.BEFORE_ALL, run.initial());
      node.start();
      try (TopicLog states = new TopicLog(servers.kafka(), Topics.state(names.type()))) {
        List<Difference> differences = new ArrayList<>();
        try {
          node.awaitSettled();
          act(writer, node);
          String last = writer.runLast(end);
          await("the last transaction is published")
              .atMost(LIMIT)
              .until(() -> states.all().stream().anyMatch(entry -> entry.key().equals(last)));
          node.awaitSettled();
        } catch (ConditionTimeoutException e) {
          differences.add(Difference.timeout(end, e.getMessage() + node.failure().orElse("")));
        }
        isLate(writer.histories(), states).ifPresent(differences::add);
        differences.addAll(compare(writer, node, states.all()));
        differences.sort(Comparator.comparingInt(Difference::action));
        return differences;
      }
    }
  }

  /** Tells a wrong record from one that is right and comes after all was said to be at rest. */
  private Optional<Difference> isLate(Histories histories, TopicLog states) {
    if (TopicCheck.differences(histories, states.all(), end).isEmpty()) {
      return Optional.empty();
    }
    try {
      await("late records")
          .atMost(LATE)
          .until(() -> TopicCheck.differences(histories, states.all(), end).isEmpty());
      return Optional.of(
          new Difference(end, "all", "published when it is at rest", "published later"));
    } catch (ConditionTimeoutException e) {
      return Optional.empty();
    }
  }

  private void act(SourceWriter writer, TryNode node) throws SQLException {
    int missed = 0;
    for (int i = 0; i < run.actions().size(); i++) {
      if (!node.isRunning() && missed-- <= 0) {
        node.start();
      }
      switch (run.actions().get(i)) {
        case Transaction transaction -> writer.run(i, transaction);
        case Restart restart -> {
          missed = restart.missed();
          stop(restart.kind(), writer, node);
        }
      }
    }
    if (!node.isRunning()) {
      node.start();
    }
  }

  private static void stop(Restart.Kind kind, SourceWriter writer, TryNode node)
      throws SQLException {
    switch (kind) {
      case ENGINE -> writer.cutEngine();
      case PIPELINE -> node.stop();
      case PIPELINE_WITHOUT_DATA -> {
        node.stop();
        node.removeData();
      }
    }
  }

  private List<Difference> compare(SourceWriter writer, TryNode node, List<Entry> entries)
      throws SQLException {
    Histories histories = writer.histories();
    List<Difference> differences = new ArrayList<>(refused());
    Map<String, String> now = writer.documents();
    if (!now.equals(histories.last())) {
      differences.add(
          new Difference(end, "the source", histories.last().toString(), now.toString()));
    }
    differences.addAll(TopicCheck.differences(histories, entries, end));
    Set<String> ids = new TreeSet<>(histories.ids());
    differences.addAll(ViewCheck.differences(node.http(), names.type().name(), ids, entries, end));
    differences.addAll(HeldCheck.differences(node::held, names.type(), entries, end));
    return differences;
  }

  private List<Difference> refused() {
    try (TopicLog quarantine = new TopicLog(servers.kafka(), Topics.QUARANTINE)) {
      String source = '"' + names.source() + '"';
      return quarantine.all().stream()
          .filter(entry -> entry.value().orElse("").contains(source))
          .map(Entry::json)
          .map(
              refused ->
                  new Difference(
                      end,
                      refused.path("subject").asText() + " in quarantine",
                      NOTHING,
                      refused.path("reason").asText()))
          .toList();
    }
  }
}
