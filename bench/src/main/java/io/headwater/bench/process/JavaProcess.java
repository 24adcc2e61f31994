package io.headwater.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with this one's class path; it ends by itself when its input is closed. */
final class JavaProcess implements AutoCloseable {

  private static final Duration STOP_WAIT = Duration.ofSeconds(10);

  private final Process process;
  private final BufferedReader output;
  private final String mainClass;

  private JavaProcess(Process process, String mainClass) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.mainClass = mainClass;
  }

  static JavaProcess start(List<String> options, Class<?> mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
    command.addAll(arguments);
    try {
      return new JavaProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
          mainClass.getSimpleName());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  /** Its next line of output; waits for it. */
  String line() {
    try {
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException(
            "the process of %s has ended too early; mend: its messages are above"
                .formatted(mainClass));
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what " + mainClass + " writes", e);
    }
  }

  /** Ends its input and returns the line that it writes then. */
  String lastLine() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot end the input of " + mainClass, e);
    }
    return line();
  }

  /** The processor time that it has used. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end by itself, for a while. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
