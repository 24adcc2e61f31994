package io.headwater.core.contract;

/**
 * Whether a text fits a pattern is not found out within limits; so no rule may count on an answer,
 * neither for nor against.
 */
final class UndecidedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String requirement;

  UndecidedException(String requirement) {
    super(requirement, null, false, false);
    this.requirement = requirement;
  }

  String requirement() {
    return requirement;
  }
}
