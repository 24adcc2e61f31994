package io.headwater.core.produce;

/** A column that orders rows; null comes first, and last when the order is descending. */
public record ColumnOrder(String column, Direction direction) {

  /** Which way the values go. */
  public enum Direction {
    ASCENDING,
    DESCENDING
  }

  /** The column's values in ascending order. */
  public static ColumnOrder ascending(String column) {
    return new ColumnOrder(column, Direction.ASCENDING);
  }

  /** The column's values in descending order. */
  public static ColumnOrder descending(String column) {
    return new ColumnOrder(column, Direction.DESCENDING);
  }
}
