package io.headwater.core.produce;

import io.headwater.core.json.Value;

/**
 * Where the rows of a 'many' stand in a document, for the next document to take them over.
 *
 * <p>Immutable by convention: the arrays are never changed after they were handed over.
 *
 * @param rows all rows of the relation
 * @param counted those that count, in the document's order
 * @param starts where each of these begins in the document, and where one more would
 * @param names with {@code map-by}, the rows that count by their names
 * @param fresh the places, from 0 and ascending, of the rows that were not taken over from a former
 *     document
 */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared, and too many for lists
record RowPlaces(
    SortedRows rows, Value.Obj[] counted, int[] starts, SortedRows names, int[] fresh) {

  static final RowPlaces NONE =
      new RowPlaces(SortedRows.EMPTY, new Value.Obj[0], new int[1], SortedRows.EMPTY, new int[0]);

  /** Whether there are rows whose places are known. */
  boolean isKnown() {
    return counted.length > 0;
  }

  /** Where the row at that place ends; a comma may follow. */
  int end(int place) {
    return starts[place + 1] - 1;
  }
}
