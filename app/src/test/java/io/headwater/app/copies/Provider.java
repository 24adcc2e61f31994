package io.headwater.app.copies;

import static org.awaitility.Awaitility.await;

import io.headwater.app.system.Configuration;
import io.headwater.app.system.HeadwaterProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code headwater run} in a process of its own, which is killed and started again. */
final class Provider implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final Configuration configuration;
  private HeadwaterProcess process;

  Provider(Configuration configuration) throws IOException {
    this.configuration = configuration;
    this.process = launch();
  }

  private HeadwaterProcess launch() throws IOException {
    return HeadwaterProcess.start(
        configuration.folder(),
        List.of("-Xmx512m"),
        "run",
        "--config",
        configuration.application().toString());
  }

  HeadwaterProcess process() {
    return process;
  }

  void awaitServing() {
    await("the provider serves")
        .atMost(LIMIT)
        .until(() -> process.output().contains("serving") || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("the provider has ended:\n" + process.lastWords());
    }
  }

  /** Kills it and starts it again, maybe without its view. */
  void restart(boolean withoutView) throws IOException {
    process.kill();
    if (withoutView) {
      delete(configuration.folder().resolve("data").resolve("view"));
    }
    process = launch();
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
