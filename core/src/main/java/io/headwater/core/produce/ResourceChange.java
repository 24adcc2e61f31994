package io.headwater.core.produce;

import java.util.List;
import java.util.Set;

/**
 * All that one source transaction (or one source snapshot) does to one resource; it is applied
 * whole or not at all.
 *
 * @param at the change log offset of the transaction's (or its part's) last record
 * @param provenance what made the change
 * @param partial whether more of the same transaction follows in a later change
 * @param replaces relations whose held rows are all replaced, as a source snapshot does
 * @param rows the row changes, in change-log order
 */
public record ResourceChange(
    ChangeLogOffset at,
    Provenance provenance,
    boolean partial,
    Set<String> replaces,
    List<RowChange> rows) {

  public ResourceChange {
    replaces = Set.copyOf(replaces);
    rows = List.copyOf(rows);
  }

  /** The length of all text in the rows' values, a measure of what the change takes. */
  public long characters() {
    long sum = 0;
    for (RowChange row : rows) {
      sum +=
          switch (row) {
            case RowChange.Put put -> put.row().characters();
            case RowChange.Merge merge -> merge.columns().characters();
            case RowChange.Remove ignored -> 0;
          };
    }
    return sum;
  }
}
