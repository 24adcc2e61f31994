package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one relation by row key, in the order of the keys.
 *
 * <p>Immutable. Keys and rows stand in one array, in turn, and views are not kept: each resource in
 * memory has several of these, mostly with one row.
 */
final class SortedRows extends AbstractMap<String, Value.Obj> {

  static final SortedRows EMPTY = new SortedRows(new Object[0]);

  private final Object[] keysAndRows;

  private SortedRows(Object[] keysAndRows) {
    this.keysAndRows = keysAndRows;
  }

  static SortedRows copyOf(Map<String, Value.Obj> rows) {
    if (rows instanceof SortedRows own) {
      return own;
    }
    Object[] keysAndRows = new Object[2 * rows.size()];
    int at = 0;
    for (Map.Entry<String, Value.Obj> row : new TreeMap<>(rows).entrySet()) {
      keysAndRows[at++] = row.getKey();
      keysAndRows[at++] = row.getValue();
    }
    return new SortedRows(keysAndRows);
  }

  /** As many rows as keys, in any order; of a key that occurs again, the last row counts. */
  static SortedRows of(List<String> keys, List<Value.Obj> rows) {
    Object[] keysAndRows = new Object[2 * keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      if (i > 0 && keys.get(i - 1).compareTo(keys.get(i)) >= 0) {
        return sorted(keys, rows);
      }
      keysAndRows[2 * i] = keys.get(i);
      keysAndRows[2 * i + 1] = rows.get(i);
    }
    return new SortedRows(keysAndRows);
  }

  private static SortedRows sorted(List<String> keys, List<Value.Obj> rows) {
    Map<String, Value.Obj> sorted = new TreeMap<>();
    for (int i = 0; i < keys.size(); i++) {
      sorted.put(keys.get(i), rows.get(i));
    }
    return copyOf(sorted);
  }

  /** These rows with one more, or in place of the one of its key. */
  SortedRows with(String key, Value.Obj row) {
    int place = place(key);
    if (place >= 0) {
      Object[] replaced = keysAndRows.clone();
      replaced[2 * place + 1] = row;
      return new SortedRows(replaced);
    }
    int at = 2 * ~place;
    Object[] more = Arrays.copyOf(keysAndRows, keysAndRows.length + 2);
    for (int i = at; i < keysAndRows.length; i++) {
      more[i + 2] = keysAndRows[i];
    }
    more[at] = key;
    more[at + 1] = row;
    return new SortedRows(more);
  }

  /** These rows but the one of that key. */
  SortedRows without(String key) {
    int place = place(key);
    if (place < 0) {
      return this;
    }
    Object[] fewer = Arrays.copyOf(keysAndRows, keysAndRows.length - 2);
    for (int i = 2 * place; i < fewer.length; i++) {
      fewer[i] = keysAndRows[i + 2];
    }
    return new SortedRows(fewer);
  }

  /** What became of other rows to be these; quick for rows that are the very same objects. */
  @SuppressWarnings("ReferenceEquality")
  RowsDifference since(SortedRows former) {
    if (former == this) {
      return new RowsDifference(List.of(), List.of());
    }
    List<Value.Obj> gone = new ArrayList<>();
    List<Map.Entry<String, Value.Obj>> come = new ArrayList<>(former.isEmpty() ? size() : 1);
    int was = 0;
    int is = 0;
    while (was < former.size() || is < size()) {
      int order = was == former.size() ? 1 : is == size() ? -1 : compare(former.key(was), key(is));
      boolean kept = order == 0 && former.row(was) == row(is);
      if (order <= 0 && !kept) {
        gone.add(former.row(was));
      }
      if (order >= 0 && !kept) {
        come.add(Map.entry(key(is), row(is)));
      }
      was += order <= 0 ? 1 : 0;
      is += order >= 0 ? 1 : 0;
    }
    return new RowsDifference(gone, come);
  }

  @SuppressWarnings("ReferenceEquality")
  private static int compare(String one, String other) {
    return one == other ? 0 : one.compareTo(other);
  }

  /** The place of a key, or the complement of the place that it would have. */
  private int place(String key) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = key(middle).compareTo(key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return ~low;
  }

  private String key(int place) {
    return (String) keysAndRows[2 * place];
  }

  private Value.Obj row(int place) {
    return (Value.Obj) keysAndRows[2 * place + 1];
  }

  @Override
  public int size() {
    return keysAndRows.length / 2;
  }

  @Override
  public Value.@Nullable Obj get(Object key) {
    int place = key instanceof String text ? place(text) : -1;
    return place < 0 ? null : row(place);
  }

  @Override
  public boolean containsKey(Object key) {
    return key instanceof String text && place(text) >= 0;
  }

  @Override
  public Value.@Nullable Obj remove(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> keySet() {
    return view(this::key);
  }

  @Override
  public Collection<Value.Obj> values() {
    return new AbstractCollection<>() {
      @Override
      public int size() {
        return SortedRows.this.size();
      }

      @Override
      public Iterator<Value.Obj> iterator() {
        return each(SortedRows.this::row);
      }
    };
  }

  @Override
  public Set<Entry<String, Value.Obj>> entrySet() {
    return view(place -> Map.entry(key(place), row(place)));
  }

  private <T> Set<T> view(IntFunction<T> at) {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return SortedRows.this.size();
      }

      @Override
      public Iterator<T> iterator() {
        return each(at);
      }
    };
  }

  private <T> Iterator<T> each(IntFunction<T> at) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return at.apply(next++);
      }
    };
  }
}
