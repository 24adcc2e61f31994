package io.headwater.app.cli;

import io.headwater.core.json.Bytes;
import java.io.PrintStream;

/**
 * Where the commands write: results to one stream, progress to the other. Thread-safe.
 *
 * @param out results, for people and pipes
 * @param err progress and problems
 */
public record Terminal(PrintStream out, PrintStream err) {

  /** The process's own streams. */
  public static Terminal system() {
    return new Terminal(System.out, System.err);
  }

  /** Writes a line of the result. */
  public void result(String line) {
    out.println(line);
    out.flush();
  }

  /** Writes a result that is a file of its own: these bytes, whatever the terminal's encoding. */
  public void result(Bytes content) {
    out.write(content.array(), 0, content.size());
    out.flush();
  }

  /** Writes a line of progress. */
  public void progress(String line) {
    err.println(line);
    err.flush();
  }
}
