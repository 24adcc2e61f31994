package io.headwater.core.produce;

import java.util.List;

/**
 * All that one source transaction (or one source snapshot) does to one resource; it is applied
 * whole or not at all.
 *
 * @param at the change log offset of the transaction's (or its part's) last record
 * @param provenance what made the change
 * @param partial whether more of the same transaction follows in a later change
 * @param rows the row changes, in change-log order; relations that a source snapshot replaces are
 *     cleared first
 */
public record ResourceChange(
    ChangeLogOffset at, Provenance provenance, boolean partial, List<RowChange> rows) {

  public ResourceChange {
    rows = List.copyOf(rows);
  }

  /** The size of the rows' values, a measure of what the change takes. */
  public long characters() {
    long sum = 0;
    for (RowChange row : rows) {
      sum += row.characters();
    }
    return sum;
  }
}
