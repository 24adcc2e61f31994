package io.headwater.app.oracle;

import static org.awaitility.Awaitility.await;

import io.headwater.app.oracle.Action.Restart;
import io.headwater.app.oracle.Action.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.core.ConditionTimeoutException;

/** Does a run in a database, topics and folders of its own, and compares all at rest. */
final class Try implements AutoCloseable {

  private static final Duration LATE = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(180);

  private final OracleServers servers;
  private final Run run;
  private final TryNames names;
  private final SourceWriter writer;
  private final TryNode node;
  private final int end;
  private final List<TypeCheck> checks = new ArrayList<>();

  private Try(OracleServers servers, Run run, TryNames names, SourceWriter writer, TryNode node) {
    this.servers = servers;
    this.run = run;
    this.names = names;
    this.writer = writer;
    this.node = node;
    this.end = run.actions().size();
  }

  /** What differs, in the order of the transactions; empty when nothing does. */
  static List<Difference> differences(OracleServers servers, Run run) {
    TryNames names = new TryNames(servers.nextTry());
    try (SourceWriter writer = SourceWriter.create(servers.postgres(), names, run.shape());
        TryNode node = TryNode.configured(servers, names, run);
        Try all = new Try(servers, run, names, writer, node)) {
      return all.run();
    } catch (SQLException e) {
      throw new IllegalStateException("the run is not right: " + run.text(), e);
    }
  }

  private List<Difference> run() throws SQLException {
    writer.run(Histories.BEFORE_ALL, run.initial());
    node.start();
    for (int i = 0; i < writer.histories().size(); i++) {
      checks.add(
          new TypeCheck(
              servers.kafka(),
              names.type(i),
              writer.histories().get(i),
              run.partLimit().isPresent(),
              end));
    }
    List<Difference> differences = new ArrayList<>();
    try {
      node.awaitSettled();
      act();
      String last = writer.runLast(end);
      await("the last transaction is published")
          .atMost(LIMIT)
          .until(() -> checks.getFirst().hasPublished(last));
      node.awaitSettled();
    } catch (ConditionTimeoutException e) {
      differences.add(Difference.timeout(end, e.getMessage() + node.failure().orElse("")));
    }
    isLate().ifPresent(differences::add);
    differences.addAll(compare());
    differences.sort(Comparator.comparingInt(Difference::action));
    return differences;
  }

  @Override
  public void close() {
    checks.forEach(TypeCheck::close);
  }

  /** Tells a wrong record from one that is right and comes after all was said to be at rest. */
  private Optional<Difference> isLate() {
    if (isPublished()) {
      return Optional.empty();
    }
    try {
      await("late records").atMost(LATE).until(this::isPublished);
      return Optional.of(
          new Difference(end, "all", "published when it is at rest", "published later"));
    } catch (ConditionTimeoutException e) {
      return Optional.empty();
    }
  }

  private boolean isPublished() {
    return checks.stream().allMatch(check -> check.inFlight().isEmpty());
  }

  private void act() throws SQLException {
    int missed = 0;
    for (int i = 0; i < run.actions().size(); i++) {
      if (!node.isRunning() && missed-- <= 0) {
        goOn(i);
      }
      switch (run.actions().get(i)) {
        case Transaction transaction -> writer.run(i, transaction);
        case Restart restart -> {
          missed = restart.missed();
          stop(i, restart.kind());
        }
      }
    }
    if (!node.isRunning()) {
      goOn(end);
    }
  }

  private void stop(int action, Restart.Kind kind) throws SQLException {
    switch (kind) {
      case ENGINE -> writer.cutEngine();
      case PIPELINE -> node.stop();
      case PIPELINE_WITHOUT_DATA -> {
        node.stop();
        node.removeData();
      }
      case PIPELINE_WITHOUT_POSITION -> {
        if (!node.isRunning()) {
          goOn(action);
        }
        // What the engine has not read when its position is lost, only a snapshot tells.
        await("all is published before a new snapshot").atMost(LIMIT).until(this::isPublished);
        node.stop();
        node.removePosition();
        writer.lookAway();
      }
    }
  }

  private void goOn(int action) throws SQLException {
    node.start();
    if (writer.isUnseen()) {
      node.awaitSettled();
      writer.lookAgain(action);
    }
  }

  private List<Difference> compare() throws SQLException {
    List<Truth> truths = writer.truths();
    List<Difference> differences = new ArrayList<>();
    Set<String> withheld = new TreeSet<>();
    for (int i = 0; i < checks.size(); i++) {
      differences.addAll(checks.get(i).atRest(node, truths.get(i)));
      String type = names.type(i).name();
      writer.histories().get(i).everWithheld().forEach(id -> withheld.add(type + "/" + id));
    }
    differences.addAll(QuarantineCheck.differences(servers.kafka(), names.source(), withheld, end));
    return differences;
  }
}
