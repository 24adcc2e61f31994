package io.headwater.core.produce;

import io.headwater.core.json.Value;

/** What a change event does to one row of one resource. */
public sealed interface RowChange {

  /** The relation's name, see {@link ResourceMapping.Relation#name()}. */
  String relation();

  /** The row's key among the relation's rows, as compact JSON. */
  String rowKey();

  /** The row is there now and holds exactly these columns. */
  record Put(String relation, String rowKey, Value.Obj row) implements RowChange {}

  /** The row's columns change to these; columns that are absent keep the held row's values. */
  record Merge(String relation, String rowKey, Value.Obj columns) implements RowChange {}

  /** The row is gone, or belongs to another resource now. */
  record Remove(String relation, String rowKey) implements RowChange {}
}
