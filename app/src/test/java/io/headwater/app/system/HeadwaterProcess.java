package io.headwater.app.system;

import static org.awaitility.Awaitility.await;

import io.headwater.app.Main;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The launcher's program in a JVM of its own; its output goes to files. */
public final class HeadwaterProcess implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(60);
  private static final int MAX_LAST_BYTES = 64 * 1024;

  private final Process process;
  private final Path out;
  private final Path err;

  private HeadwaterProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts {@code headwater} with these arguments.
   *
   * @param folder its working directory; its output and the list of its classes are kept there
   */
  public static HeadwaterProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of("-Xmx512m"), arguments);
  }

  /**
   * Starts {@code headwater} with these arguments.
   *
   * @param folder its working directory; its output and the list of its classes are kept there
   * @param jvmOptions its heap, and what else is special
   */
  public static HeadwaterProcess start(Path folder, List<String> jvmOptions, String... arguments)
      throws IOException {
    Files.createDirectories(folder);
    Path classPath = folder.resolve("class-path");
    Files.writeString(
        classPath,
        "-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"",
        StandardCharsets.UTF_8);
    Path out = Files.createTempFile(folder, "headwater-", ".out");
    Path err = Files.createTempFile(folder, "headwater-", ".err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "@" + classPath));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", Main.class.getName()));
    command.addAll(List.of(arguments));
    return new HeadwaterProcess(
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start(),
        out,
        err);
  }

  /** Waits until it has written the text as progress; fails when it ends before. */
  public void awaitProgress(String text, Duration limit) {
    try {
      await("progress: " + text)
          .atMost(limit)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> progress().contains(text) || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no '%s' after %s:%n%s".formatted(text, limit, lastWords()), e);
    }
    if (!progress().contains(text)) {
      throw new AssertionError("it has ended without '%s':%n%s".formatted(text, lastWords()));
    }
  }

  /** Whether it lives on for that long. */
  boolean livesFor(Duration duration) throws InterruptedException {
    return !process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for its end and gives its exit code. */
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("it still runs after " + limit + ":\n" + lastWords());
    }
    return process.exitValue();
  }

  /** Its standard output until now. */
  public String output() {
    return read(out);
  }

  /** Its standard error until now. */
  public String progress() {
    return read(err);
  }

  /** The end of its standard error, for messages: at most {@value #MAX_LAST_BYTES} bytes. */
  public String lastWords() {
    try (RandomAccessFile file = new RandomAccessFile(err.toFile(), "r")) {
      long start = Math.max(0, file.length() - MAX_LAST_BYTES);
      byte[] end = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Tells it to end, as an orchestrator does. */
  public void terminate() {
    process.destroy();
  }

  /** Kills it with SIGKILL and waits until it is gone. */
  public void kill() {
    process
        .destroyForcibly()
        .onExit()
        .orTimeout(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  @Override
  public void close() {
    kill();
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
