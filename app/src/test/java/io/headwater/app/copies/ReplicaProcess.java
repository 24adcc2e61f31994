package io.headwater.app.copies;

import io.headwater.app.system.HeadwaterProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code headwater replica} in a process of its own, which is killed and started again. */
final class ReplicaProcess implements AutoCloseable {

  private final Path folder;
  private final List<String> arguments;
  private HeadwaterProcess process;

  private ReplicaProcess(Path folder, List<String> arguments) throws IOException {
    this.folder = folder;
    this.arguments = arguments;
    this.process = launch();
  }

  /** Starts a replica that goes on for ever. */
  static ReplicaProcess start(Path folder, List<String> arguments) throws IOException {
    return new ReplicaProcess(folder, arguments);
  }

  private HeadwaterProcess launch() throws IOException {
    List<String> command = new ArrayList<>(List.of("replica"));
    command.addAll(arguments);
    return HeadwaterProcess.start(folder, List.of("-Xmx192m"), command.toArray(String[]::new));
  }

  HeadwaterProcess process() {
    return process;
  }

  void kill() {
    process.kill();
  }

  void restart() throws IOException {
    process.kill();
    process = launch();
  }

  @Override
  public void close() {
    process.kill();
  }
}
