package io.headwater.http.route;

/** Ends the handling of a call with a problem. */
public final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  /** Creates the exception for a problem. */
  public ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /** Creates the exception for a problem with nothing special about it. */
  public ProblemException(ProblemKind kind, String detail) {
    this(Problem.of(kind, detail));
  }

  /** What is answered. */
  public Problem problem() {
    return problem;
  }
}
