package io.headwater.app.settings;

import java.util.List;

/** Thrown when settings with problems are asked for; the message lists every problem. */
public final class SettingsException extends RuntimeException {

  private final transient List<Problem> problems;

  /** Creates the exception for these problems. */
  public SettingsException(Problems problems) {
    super(problems.size() + " problem(s) in the configuration:\n" + problems);
    this.problems = problems.list();
  }

  /** The problems, in the order they are printed. */
  public List<Problem> problems() {
    return problems;
  }
}
