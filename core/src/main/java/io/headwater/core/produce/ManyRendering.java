package io.headwater.core.produce;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of a {@code many} as a list or an object.
 *
 * <p>Rows that stand in the former document, and are the same now, are neither checked nor ordered
 * nor written again: their bytes are copied, in runs.
 */
final class ManyRendering implements EmbedRendering {

  /** The most names that are changed one by one, each in a copy of all. */
  private static final int MAX_SINGLE_NAMES = 8;

  private static final Bytes NOTHING = Bytes.of(new byte[0]);

  private final ManyRelation relation;
  private final SortedRows rows;
  private final Bytes former;
  private final RowPlaces places;
  private final RowsDifference difference;
  private SortedRows names;

  /**
   * A rendering.
   *
   * @param former the former document
   * @param places where rows stand in it
   */
  ManyRendering(ManyRelation relation, SortedRows rows, Bytes former, RowPlaces places) {
    this.relation = relation;
    this.rows = rows;
    this.former = former;
    this.places = places;
    this.difference = rows.since(places.rows());
    this.names = places.names();
  }

  @Override
  public Optional<String> fault() {
    Optional<String> unknown = relation.rows().unknown(difference.come());
    return unknown.isPresent() || !relation.isNamed() || difference.isNone() ? unknown : misnamed();
  }

  /** The rendering without a former document. */
  static ManyRendering ofAll(ManyRelation relation, SortedRows rows) {
    return new ManyRendering(relation, rows, NOTHING, RowPlaces.NONE);
  }

  private Optional<String> misnamed() {
    boolean few = difference.come().size() + difference.gone().size() <= MAX_SINGLE_NAMES;
    Map<String, Value.Obj> changed = few ? Map.of() : new TreeMap<>(names);
    for (Value.Obj row : difference.gone()) {
      if (relation.rows().counts(row)) {
        String name = relation.name(row).orElseThrow();
        if (few) {
          names = names.without(name);
        } else {
          changed.remove(name);
        }
      }
    }
    for (Map.Entry<String, Value.Obj> row : difference.come()) {
      if (!relation.rows().counts(row.getValue())) {
        continue;
      }
      Optional<String> name = relation.name(row.getValue());
      if (name.isEmpty()) {
        return Optional.of(unnamed(row.getKey()));
      }
      Optional<Value.Obj> other = Optional.ofNullable((few ? names : changed).get(name.get()));
      if (other.isPresent()) {
        return Optional.of(sameName(row.getKey(), other.get()));
      }
      if (few) {
        names = names.with(name.get(), row.getValue());
      } else {
        changed.put(name.get(), row.getValue());
      }
    }
    if (!few) {
      names = SortedRows.copyOf(changed);
    }
    return Optional.empty();
  }

  private String unnamed(String key) {
    ResourceMapping.Many many = relation.mapping();
    return "row %s of %s has no %s, which is its name in '%s'; mend: give it a value in the source, or leave the row out by 'where'"
        .formatted(key, many.table(), many.mapBy().orElseThrow(), many.name());
  }

  @SuppressWarnings("ReferenceEquality")
  private String sameName(String key, Value.Obj other) {
    String otherKey =
        rows.entrySet().stream()
            .filter(row -> row.getValue() == other)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    boolean ordered = otherKey.compareTo(key) < 0;
    ResourceMapping.Many many = relation.mapping();
    return "rows %s and %s of %s have the same %s, which is their name in '%s'; mend: give them different values in the source, or leave one out by 'where'"
        .formatted(
            ordered ? otherKey : key,
            ordered ? key : otherKey,
            many.table(),
            many.mapBy().orElseThrow(),
            many.name());
  }

  @Override
  public RowPlaces write(DocumentWriter out) throws IOException {
    List<Value.Obj> come = counted(difference.come());
    int[] gone = gonePlaces();
    RowsWriter writer =
        new RowsWriter(
            out, relation, places.counted().length - gone.length + come.size(), come.size());
    writer.start();
    int at = 0;
    int nextGone = 0;
    for (Value.Obj row : come) {
      int place = place(row);
      nextGone = copy(writer, at, place, gone, nextGone);
      at = place;
      writer.row(row);
    }
    copy(writer, at, places.counted().length, gone, nextGone);
    return writer.end(rows, names);
  }

  /** Those of the rows that count, in order. */
  private List<Value.Obj> counted(List<Map.Entry<String, Value.Obj>> all) {
    List<Value.Obj> counted = new ArrayList<>(all.size());
    for (Map.Entry<String, Value.Obj> row : all) {
      if (relation.rows().counts(row.getValue())) {
        counted.add(row.getValue());
      }
    }
    if (counted.size() > 1) {
      counted.sort(relation.order());
    }
    return counted;
  }

  /** The places in the former document whose rows are not to be copied, ascending. */
  private int[] gonePlaces() {
    return difference.gone().stream()
        .filter(relation.rows()::counts)
        .mapToInt(this::place)
        .sorted()
        .toArray();
  }

  /** Where a row stands in the former document, or would stand. */
  private int place(Value.Obj row) {
    int found = Arrays.binarySearch(places.counted(), row, relation.order());
    return found < 0 ? ~found : found;
  }

  /** Copies the rows of these places but for the gone ones; returns the next gone one's index. */
  private int copy(RowsWriter writer, int from, int to, int[] gone, int nextGone)
      throws IOException {
    int at = from;
    int next = nextGone;
    while (next < gone.length && gone[next] < to) {
      writer.run(former, places, at, gone[next]);
      at = gone[next] + 1;
      next++;
    }
    writer.run(former, places, at, to);
    return next;
  }
}
