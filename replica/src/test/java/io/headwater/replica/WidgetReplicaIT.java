package io.headwater.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.consumer.StateSink;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/examples as somebody would use it who copies it. */
class WidgetReplicaIT {

  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final Path EXAMPLE =
      (Files.isDirectory(HERE.resolve("docs")) ? HERE : HERE.getParent())
          .resolve("docs/examples/WidgetReplica.java");

  @TempDir private Path folder;

  @Test
  void hasLessThan60LinesAndKeepsChangesWithTheirPosition() throws Exception {
    assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThan(60);
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), EXAMPLE.toString());
    assertThat(compiled).isZero();

    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
        ReplicaFixture postgres = new ReplicaFixture()) {
      postgres.newDatabase();
      Constructor<?> constructor =
          loader.loadClass("WidgetReplica").getDeclaredConstructor(String.class);
      constructor.setAccessible(true);
      String url = postgres.database().url() + "?user=postgres";
      StateSink sink = (StateSink) constructor.newInstance(url);
      assertThat(sink.position()).isEmpty();
      sink.beginReplacement(1, "p0");
      sink.apply(
          List.of(ReplicaFixture.upsert("a", 1, "{\"v\":1}"), ReplicaFixture.upsert("b", 1, "{}")),
          "p1");
      sink.beginReplacement(2, "p2");
      sink.apply(
          List.of(
              ReplicaFixture.upsert("a", 2, "{\"v\":2}"),
              ReplicaFixture.upsert("c", 1, "{}"),
              ReplicaFixture.delete("c", 2)),
          "p3");
      sink.completeReplacement(2, "p4");

      assertThat(sink.position()).contains("p4");
      assertThat(postgres.query("select * from w")).containsExactly("a 2 {\"v\": 2} 2");
    }
  }
}
