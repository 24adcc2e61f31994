package io.headwater.replica;

/**
 * How many rows a statement may have: fewer once one has taken too long, then more again with each
 * that has not.
 */
final class StatementRows {

  /** The most rows of a statement. */
  static final int MAX = 10_000;

  private static final int GROWTH = 8;

  private int limit = MAX;

  int limit() {
    return limit;
  }

  /** So many rows were written in time. */
  void inTime(int rows) {
    if (rows >= limit) {
      limit = Math.min(MAX, limit + limit / GROWTH + 1);
    }
  }

  /**
   * A statement was not in time.
   *
   * @param rows that were to be written
   * @return whether fewer at a time can be tried
   */
  boolean tooLate(int rows) {
    int largest = Math.min(limit, rows);
    if (largest < 2) {
      return false;
    }
    limit = largest / 2;
    return true;
  }
}
