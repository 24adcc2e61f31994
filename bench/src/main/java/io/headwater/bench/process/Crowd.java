package io.headwater.bench.process;

import java.net.URI;
import java.util.List;

/** Slow and idle clients of a server, in a process of their own. */
final class Crowd implements AutoCloseable {

  private static final List<String> OPTIONS = List.of("-Xmx512m");

  private final JavaProcess process;

  private Crowd(JavaProcess process) {
    this.process = process;
  }

  /** Starts them and returns when all are connected. */
  static Crowd start(URI server, int slow, int idle) {
    JavaProcess process =
        JavaProcess.start(
            OPTIONS,
            CrowdMain.class,
            List.of(server.toString(), Integer.toString(slow), Integer.toString(idle)));
    Crowd crowd = new Crowd(process);
    if (!process.line().equals(CrowdMain.READY)) {
      crowd.close();
      throw new IllegalStateException("the crowd did not say that it is ready");
    }
    return crowd;
  }

  /** Ends them, and returns how many had lost their connection before. */
  int end() {
    return Integer.parseInt(process.lastLine());
  }

  @Override
  public void close() {
    process.close();
  }
}
