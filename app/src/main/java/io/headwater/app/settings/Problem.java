package io.headwater.app.settings;

/**
 * Something in a file that the user has to mend.
 *
 * @param file the file as the user would name it, or another origin such as an environment variable
 * @param line the line, counted from 1; 0 when the problem has none
 * @param what what is wrong; never a secret
 * @param mend what to do about it
 */
public record Problem(String file, int line, String what, String mend) {

  /** One line: {@code file:line: what; mend: mend}. */
  @Override
  public String toString() {
    return (line > 0 ? file + ":" + line : file) + ": " + what + "; mend: " + mend;
  }
}
