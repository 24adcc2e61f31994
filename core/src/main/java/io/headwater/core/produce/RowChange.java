package io.headwater.core.produce;

import io.headwater.core.json.Value;

/** What a record of the change log does to rows of one resource. */
public sealed interface RowChange {

  /** The relation's name, see {@link ResourceMapping.Relation#name()}. */
  String relation();

  /** The size of its values, see {@link Value#characters()}. */
  default long characters() {
    return switch (this) {
      case Put put -> put.row().characters();
      case Merge merge -> merge.columns().characters();
      case Remove ignored -> 0;
      case Clear ignored -> 0;
    };
  }

  /** A change of one row. */
  sealed interface OfRow extends RowChange {

    /** The row's key among the relation's rows, as compact JSON. */
    String rowKey();
  }

  /** The row is there now and holds exactly these columns. */
  record Put(String relation, String rowKey, Value.Obj row) implements OfRow {}

  /** The row's columns change to these; columns that are absent keep the held row's values. */
  record Merge(String relation, String rowKey, Value.Obj columns) implements OfRow {}

  /** The row is gone, or belongs to another resource now. */
  record Remove(String relation, String rowKey) implements OfRow {}

  /** Every row of the relation that is held at this point is gone. */
  record Clear(String relation) implements RowChange {}
}
