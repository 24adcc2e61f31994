package io.headwater.core.produce;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import java.io.IOException;

/**
 * Writes the rows of a {@code many}, one by one or copied in runs, and notes where they stand. Not
 * thread-safe.
 */
final class RowsWriter {

  /** With fewer rows than these it costs less to write all than to remember where they stand. */
  private static final int MIN_PLACED = 16;

  private final DocumentWriter out;
  private final ManyRelation relation;
  private final Value.Obj[] counted;
  private final int[] starts;
  private final int[] fresh;
  private int freshCount;
  private int count;

  /** Whether the generator has written a row here, and so writes a comma before the next. */
  private boolean separates;

  /**
   * A writer for exactly so many rows.
   *
   * @param fresh how many of them are written one by one
   */
  RowsWriter(DocumentWriter out, ManyRelation relation, int rows, int fresh) {
    this.out = out;
    this.relation = relation;
    this.counted = new Value.Obj[rows];
    this.starts = new int[rows + 1];
    this.fresh = new int[fresh];
  }

  void start() throws IOException {
    relation.writeStart(out);
  }

  void row(Value.Obj row) throws IOException {
    if (!separates) {
      separate();
    }
    starts[count] = out.position() + (separates ? 1 : 0);
    fresh[freshCount++] = count;
    counted[count++] = row;
    relation.write(out, row);
    separates = true;
  }

  /** Takes over the rows of these places of a former document, without the one at {@code to}. */
  void run(Bytes former, RowPlaces places, int from, int to) throws IOException {
    if (from == to) {
      return;
    }
    separate();
    int shift = out.position() - places.starts()[from];
    out.splice(former, places.starts()[from], places.end(to - 1));
    for (int place = from; place < to; place++) {
      starts[count] = places.starts()[place] + shift;
      counted[count++] = places.counted()[place];
    }
  }

  private void separate() throws IOException {
    if (count > 0) {
      out.json().writeRaw(',');
    }
  }

  /** Ends the member and tells where the rows stand; nowhere when they are few. */
  RowPlaces end(SortedRows rows, SortedRows names) throws IOException {
    starts[count] = out.position() + 1;
    relation.writeEnd(out);
    return count < MIN_PLACED ? RowPlaces.NONE : new RowPlaces(rows, counted, starts, names, fresh);
  }
}
