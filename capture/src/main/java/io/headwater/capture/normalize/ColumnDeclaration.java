package io.headwater.capture.normalize;

import io.headwater.core.produce.ValueSchema;

/** What a source's catalogue says of a column, as far as its values depend on it. */
public sealed interface ColumnDeclaration permits ColumnFacts, BinlogColumn {

  /**
   * What the column's values are as long as its type's JSON form is the same: also when it becomes
   * nullable, longer or wider, or gets another label, while the source is captured.
   */
  ValueSchema wide();

  /** What the column's values are as long as its declaration is the same. */
  ValueSchema strict();
}
