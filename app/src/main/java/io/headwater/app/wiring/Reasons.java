package io.headwater.app.wiring;

/** Says in one line why something failed. */
public final class Reasons {

  private Reasons() {}

  /** The message of the innermost cause, or its kind when it has none. */
  public static String of(Throwable failure) {
    Throwable innermost = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      innermost = cause;
    }
    String message = innermost.getMessage();
    return message == null ? innermost.getClass().getSimpleName() : message;
  }
}
