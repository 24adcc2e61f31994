package io.headwater.app.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.client.bootstrap.BootstrapDownload;
import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.consume.FoldCounts;
import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateTable;
import io.headwater.core.resource.Topics;
import io.headwater.dev.demo.DemoOracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares every widget three ways: the HTTP bootstrap, the state topic read from the start, and a
 * query on the source that builds the same JSON.
 */
final class Comparison {

  private static final Duration TOPIC_LIMIT = Duration.ofMinutes(2);
  private static final String ABSENT = "absent";
  private static final ObjectMapper JSON = new ObjectMapper();

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

  static Result run(URI http, Map<String, Object> kafka, Connection source)
      throws SQLException, InterruptedException {
    String type = DevSession.WIDGET.name();
    Map<String, String> expected = new HashMap<>();
    DemoOracle.forEachWidget(source, expected::put);
    Map<String, JsonBytes> bootstrap = new HashMap<>();
    try (BootstrapDownload download = new BootstrapDownload(http)) {
      download.download(type, state -> bootstrap.put(state.key(), state.bytes()));
    }
    StateTable topic = new StateTable();
    try (StateFollower follower =
        StateFollower.fromBeginning(kafka, Topics.state(DevSession.WIDGET))) {
      follower.readToEnd(TOPIC_LIMIT, topic::apply);
    }
    List<String> differences = new ArrayList<>(violations(topic));
    Set<String> ids = new HashSet<>(expected.keySet());
    ids.addAll(bootstrap.keySet());
    ids.addAll(topic.states().keySet());
    for (String id : ids) {
      JsonBytes viaHttp = bootstrap.get(id);
      JsonBytes viaTopic = topic.states().get(id);
      String inSource = expected.get(id);
      if (!Objects.equals(viaHttp, viaTopic)) {
        differences.add(
            "widget/%s: bootstrap %s, topic %s".formatted(id, text(viaHttp), text(viaTopic)));
      } else if (!sameResource(viaHttp, inSource)) {
        differences.add(
            "widget/%s: bootstrap and topic %s, source %s"
                .formatted(id, text(viaHttp), inSource == null ? ABSENT : inSource));
      }
    }
    return new Result(expected.size(), differences);
  }

  private static List<String> violations(StateTable topic) {
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

  private static boolean sameResource(@Nullable JsonBytes state, @Nullable String expected) {
    if (state == null || expected == null) {
      return state == null && expected == null;
    }
    try {
      JsonNode resource = JSON.readTree(state.toByteArray()).path("resource");
      return resource.equals(JSON.readTree(expected));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(@Nullable JsonBytes state) {
    return state == null ? ABSENT : state.toString();
  }
}
