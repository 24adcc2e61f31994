package io.headwater.bench.process;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A bootstrap view with its HTTP server in a process of its own, with this JVM's options; its
 * folder goes with it.
 */
final class ViewServer implements AutoCloseable {

  /** What the server has by default; fewer are never asked for. */
  private static final int DEFAULT_CONNECTIONS = 2_048;

  private static final int DEFAULT_TAILS = 1_000;

  /**
   * What is served.
   *
   * @param widgets the number of states
   * @param partitions the number of partitions
   * @param rate the changes per second; 0 for none
   * @param connections the connections that come at a time
   * @param tails those of them that follow
   */
  record Shape(int widgets, int partitions, int rate, int connections, int tails) {

    /** States that do not change, for a few clients. */
    static Shape still(int widgets, int partitions) {
      return new Shape(widgets, partitions, 0, 0, 0);
    }
  }

  private final JavaProcess process;
  private final URI uri;

  private ViewServer(JavaProcess process) {
    this.process = process;
    this.uri = URI.create(process.line());
  }

  /** Starts it and returns when it serves all states. */
  static ViewServer start(Shape shape) {
    List<String> arguments =
        IntStream.of(
                shape.widgets(),
                shape.partitions(),
                shape.rate(),
                Math.max(DEFAULT_CONNECTIONS, shape.connections()),
                Math.max(DEFAULT_TAILS, shape.tails()))
            .mapToObj(Integer::toString)
            .toList();
    return new ViewServer(
        JavaProcess.start(JournalBenchmarks.inheritedOptions(), ViewServerMain.class, arguments));
  }

  URI uri() {
    return uri;
  }

  /** The processor time that the server has used. */
  Duration processorTime() {
    return process.processorTime();
  }

  /** Ends the process and waits until its folder is gone. */
  @Override
  public void close() {
    process.close();
  }
}
