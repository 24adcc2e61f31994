package io.headwater.app.dev;

import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.client.bootstrap.BootstrapDownload;
import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.consume.FoldCounts;
import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateTable;
import io.headwater.core.json.Value;
import io.headwater.core.produce.HeldState;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.Topics;
import io.headwater.dev.demo.DemoOracle;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares every widget four ways at rest: the HTTP bootstrap, the state topic read from the start,
 * the answer of the widget's actor, and a query on the source that builds the same JSON.
 */
final class Comparison {

  private static final Duration TOPIC_LIMIT = Duration.ofMinutes(2);

  /** How long all actors together may take to answer. */
  private static final Duration ACTORS_LIMIT = Duration.ofMinutes(2);

  private static final String ABSENT = "absent";

  private final Map<String, String> source = new HashMap<>();
  private final Map<String, JsonBytes> bootstrap = new HashMap<>();
  private final StateTable topic = new StateTable();
  private final Map<String, HeldState> actors = new HashMap<>();

  private Comparison() {}

  /**
   * What was found.
   *
   * @param resources the number of resources in the source
   * @param differences one text each, and one for each violation of the topic's own promises
   */
  record Result(long resources, List<String> differences) {
    Result {
      differences = List.copyOf(differences);
    }
  }

  /**
   * Gathers and compares.
   *
   * @param widgets all with the ids from 1 to this are asked for, also those that are gone
   */
  static Result run(
      HeadwaterNode node, Map<String, Object> kafka, Connection connection, int widgets)
      throws SQLException, InterruptedException {
    Comparison comparison = new Comparison();
    DemoOracle.forEachWidget(connection, comparison.source::put);
    comparison.download(node.uri());
    comparison.read(kafka);
    comparison.ask(node, widgets);
    return comparison.result();
  }

  private void download(URI http) throws InterruptedException {
    try (BootstrapDownload download = new BootstrapDownload(http)) {
      download.download(
          DevSession.WIDGET.name(), state -> bootstrap.put(state.key(), state.bytes()));
    }
  }

  private void read(Map<String, Object> kafka) {
    try (StateFollower follower =
        StateFollower.fromBeginning(kafka, Topics.state(DevSession.WIDGET))) {
      follower.readToEnd(TOPIC_LIMIT, topic::apply);
    }
  }

  private void ask(HeadwaterNode node, int widgets) {
    Set<String> ids = new TreeSet<>(source.keySet());
    ids.addAll(bootstrap.keySet());
    ids.addAll(topic.states().keySet());
    IntStream.rangeClosed(1, widgets).mapToObj(Integer::toString).forEach(ids::add);
    Set<ResourceKey> keys =
        ids.stream()
            .map(id -> new ResourceKey(DevSession.WIDGET, ResourceId.of(new Value.Num(id))))
            .collect(Collectors.toSet());
    node.held(keys)
        .toCompletableFuture()
        .orTimeout(ACTORS_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join()
        .forEach((key, state) -> actors.put(key.id().text(), state));
  }

  private Result result() {
    List<String> differences = new ArrayList<>(violations());
    actors.forEach((id, actor) -> difference(id, actor).ifPresent(differences::add));
    return new Result(source.size(), differences);
  }

  private Optional<String> difference(String id, HeldState actor) {
    Optional<JsonBytes> viaHttp = Optional.ofNullable(bootstrap.get(id));
    Optional<JsonBytes> viaTopic = Optional.ofNullable(topic.states().get(id));
    if (!viaHttp.equals(viaTopic)) {
      return Optional.of(
          "widget/%s: bootstrap %s, topic %s".formatted(id, text(viaHttp), text(viaTopic)));
    }
    Optional<String> inSource = Optional.ofNullable(source.get(id));
    Optional<PublishedState> published = viaTopic.map(PublishedState::of);
    if (!published.flatMap(PublishedState::document).equals(inSource)) {
      return Optional.of(
          "widget/%s: bootstrap and topic %s, source %s"
              .formatted(id, text(viaTopic), inSource.orElse(ABSENT)));
    }
    // Of what is gone the topic need not have anything any more.
    Optional<Long> version = published.map(PublishedState::version).or(() -> topic.version(id));
    String held = text(actor);
    String expected =
        inSource
            .map(document -> "v%d %s".formatted(version.orElse(0L), document))
            .orElseGet(() -> gone(version.orElse(actor.version())));
    return held.equals(expected)
        ? Optional.empty()
        : Optional.of("widget/%s: all others %s, actor %s".formatted(id, expected, held));
  }

  private List<String> violations() {
    FoldCounts counts = topic.counts();
    List<String> violations = new ArrayList<>();
    if (counts.duplicates() > 0 || counts.regressions() > 0) {
      violations.add(
          "the topic has %d duplicate versions and %d versions that went back"
              .formatted(counts.duplicates(), counts.regressions()));
      topic.violations().forEach(violation -> violations.add(violation.toString()));
    }
    return violations;
  }

  private static String text(HeldState actor) {
    long version = actor.version();
    return switch (actor) {
      case HeldState.Absent ignored -> gone(version);
      case HeldState.Deleted ignored -> gone(version);
      case HeldState.Live live -> "v%d %s".formatted(version, live.document().json());
      case HeldState.Unpublished ignored -> "v%d and rows that make up another".formatted(version);
    };
  }

  private static String gone(long version) {
    return "v%d %s".formatted(version, ABSENT);
  }

  private static String text(Optional<JsonBytes> state) {
    return state.map(JsonBytes::toString).orElse(ABSENT);
  }
}
