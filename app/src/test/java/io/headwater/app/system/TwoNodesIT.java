package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.resource.Partitions;
import io.headwater.dev.server.Ports;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share the work, and one goes on when the other is stopped. */
class TwoNodesIT {

  private static final int WIDGETS = 200;
  private static final int PARTITIONS = 4;

  /** Enough for every partition. */
  private static final int SOME = 50;

  /** A widget of each partition. */
  private static final List<Integer> SAMPLES =
      IntStream.range(0, PARTITIONS)
          .mapToObj(
              partition ->
                  IntStream.rangeClosed(1, SOME)
                      .filter(id -> Partitions.of(Integer.toString(id), PARTITIONS) == partition)
                      .findFirst()
                      .orElseThrow())
          .toList();

  /** More than an ordinary message between nodes may have. */
  private static final int LARGE = 600_000;

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern SERVING = Pattern.compile("serving (\\S+)");
  private static final Pattern SHARDS =
      Pattern.compile("(?m)^headwater_produce_shards(?:\\{[^}]*})? ([0-9.]+)$");

  @TempDir Path temporary;

  @Test
  void shardsAreSharedAndTakenOverWhenANodeStops() throws Exception {
    int first = Ports.free();
    int second = Ports.free();
    try (DemoServers servers = DemoServers.start(WIDGETS);
        HeadwaterProcess oldest = start("a", first, first, second, servers)) {
      HttpAnswers a = live(oldest);
      HeadwaterProcess other = start("b", second, first, second, servers);
      try (other) {
        HttpAnswers b = live(other);
        waiting("shards on both").until(() -> touch(servers) && shards(a) == 2 && shards(b) == 2);
        waiting("both tell the same of the source")
            .until(
                () ->
                    b.json("/v1/sources/shop")
                        .path("state")
                        .equals(a.json("/v1/sources/shop").path("state")));

        servers.transaction("update widgets set name = 'shared'");
        waiting("a sees all").until(() -> named(a, "shared"));
        waiting("b sees all").until(() -> named(b, "shared"));

        servers.transaction(
            "update widgets set description = repeat('x', %d) where id <= %d"
                .formatted(LARGE, SOME));
        waiting("large commands").until(() -> hasLarge(a) && hasLarge(b));

        oldest.terminate();
        oldest.awaitExit(LIMIT);
        servers.transaction("update widgets set name = 'taken over'");
        waiting("b has all").until(() -> named(b, "taken over"));
        assertThat(shards(b)).isEqualTo(PARTITIONS);
        waiting("b has the engine")
            .until(() -> b.json("/v1/sources/shop").path("state").asText().equals("streaming"));
        assertThat(b.widget(1).path("version").asLong()).isGreaterThan(2);

        other.terminate();
        other.awaitExit(LIMIT);
      } catch (Throwable e) {
        throw new AssertionError(
            "first node:%n%s%nsecond node:%n%s".formatted(oldest.lastWords(), other.lastWords()),
            e);
      }
    }
  }

  /** Short of processor time, an answer can take longer than its limit. */
  private static ConditionFactory waiting(String what) {
    return await(what).atMost(LIMIT).ignoreExceptionsInstanceOf(UncheckedIOException.class);
  }

  private HeadwaterProcess start(String name, int port, int first, int second, DemoServers servers)
      throws Exception {
    Path folder = temporary.resolve(name).toAbsolutePath();
    Configuration configuration =
        Configuration.write(
            folder,
            servers,
            """
            cluster {
              node-name = "%s", port = %d, seed-nodes = ["127.0.0.1:%d", "127.0.0.1:%d"]
            }
            """
                .formatted(name, port, first, second));
    return HeadwaterProcess.start(
        folder, "run", "--config", configuration.application().toString());
  }

  private static HttpAnswers live(HeadwaterProcess process) {
    waiting("serving").until(() -> uri(process).isPresent());
    HttpAnswers http = new HttpAnswers(uri(process).orElseThrow());
    waiting("ready").until(() -> http.status("/health/ready") == 200);
    waiting("all widgets").until(() -> http.status("/v1/resources/widget/1") == 200);
    return http;
  }

  private static Optional<URI> uri(HeadwaterProcess process) {
    Matcher serving = SERVING.matcher(process.output());
    return serving.find() ? Optional.of(URI.create(serving.group(1))) : Optional.empty();
  }

  private static double shards(HttpAnswers node) {
    Matcher shards = SHARDS.matcher(node.get("/metrics").body());
    return shards.find() ? Double.parseDouble(shards.group(1)) : 0;
  }

  /** A change for every partition, as a shard starts with its first command. */
  private static boolean touch(DemoServers servers) throws Exception {
    servers.transaction("update widgets set quantity = quantity + 1 where id <= " + SOME);
    return true;
  }

  private static boolean hasLarge(HttpAnswers node) {
    for (int id : SAMPLES) {
      if (node.widget(id).path("resource").path("description").asText().length() != LARGE) {
        return false;
      }
    }
    return true;
  }

  private static boolean named(HttpAnswers node, String name) {
    for (int id : SAMPLES) {
      if (!node.widget(id).path("resource").path("name").asText().equals(name)) {
        return false;
      }
    }
    return true;
  }
}
