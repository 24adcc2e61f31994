package io.headwater.app.copies;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Stops a process as a machine does that has no time for it, and lets it go on. */
final class Signals {

  private static final int LIMIT_SECONDS = 10;

  private Signals() {}

  static void pause(long pid) throws IOException, InterruptedException {
    send("-STOP", pid);
  }

  static void resume(long pid) throws IOException, InterruptedException {
    send("-CONT", pid);
  }

  private static void send(String signal, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).inheritIO().start();
    if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("kill %s %d did not work".formatted(signal, pid));
    }
  }
}
