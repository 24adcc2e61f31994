package io.headwater.app.cli;

/** The launcher's exit codes; part of its contract. */
public final class ExitCode {

  /** All done. */
  public static final int OK = 0;

  /** The command ran and failed, for instance a verification with differences. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Settings, mappings or the source do not fit; every problem was printed. */
  public static final int SETTINGS = 3;

  /** Kafka, a database or a port could not be reached. */
  public static final int UNREACHABLE = 4;

  private ExitCode() {}
}
