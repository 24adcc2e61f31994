package io.headwater.capture.normalize;

import io.headwater.core.resource.TableName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A row before its change, in which a column that was not logged looks like one that was.
 *
 * <p>The engine puts null for a column that was not logged, or, where the column is NOT NULL, the
 * column's default or its type's zero. So a column with any other value was surely logged, and a
 * column with such a filler was logged only if the table's identity at that time says so. A row was
 * logged as a whole for certain when a column that no identity but FULL includes, hence one outside
 * the key and outside all unique indexes, has no filler.
 *
 * @param table the row's table
 * @param row the row as the engine gives it; its schema is another object after each relation
 *     message of the log, and the server sends one before the first change after an ALTER TABLE
 * @param key the names of the key's columns
 * @param position where the change is in the log; 0 when the engine does not say
 */
public record BeforeImage(TableName table, Struct row, Set<String> key, LogPosition position) {

  public BeforeImage {
    key = Set.copyOf(key);
  }

  /** The before image of a row change; empty when the record is none or has none. */
  public static Optional<BeforeImage> of(SourceRecord engineRecord) {
    if (!(engineRecord.value() instanceof Struct value)
        || value.schema().field("before") == null
        || value.schema().field("source") == null
        || !(value.get("before") instanceof Struct row)
        || !(value.get("source") instanceof Struct from)) {
      return Optional.empty();
    }
    Set<String> key = new HashSet<>();
    if (engineRecord.key() instanceof Struct struct) {
      struct.schema().fields().forEach(field -> key.add(field.name()));
    }
    Long lsn = from.getInt64("lsn");
    return Optional.of(
        new BeforeImage(
            new TableName(from.getString("schema"), from.getString("table")),
            row,
            key,
            new LogPosition(lsn == null ? 0 : lsn)));
  }

  /** The version of the table's schema; compare by identity. */
  public Schema version() {
    return row.schema();
  }

  /**
   * Whether the row itself shows that it was logged as a whole, whatever the catalogue says.
   *
   * @param candidates the columns of the table's unique indexes
   */
  public boolean provesWholeRow(Set<String> candidates) {
    boolean open = false;
    for (Field field : row.schema().fields()) {
      if (!key.contains(field.name())) {
        open = true;
        if (!candidates.contains(field.name()) && !isFiller(field)) {
          return true;
        }
      }
    }
    return !open;
  }

  /** Which columns were logged under that identity; in doubt a column was not. */
  Predicate<String> logged(ReplicaIdentity identity) {
    boolean certain = position.compareTo(identity.since()) >= 0;
    if (certain ? identity.wholeRows() : provesWholeRow(identity.candidates())) {
      return column -> true;
    }
    return column ->
        key.contains(column)
            || (certain && identity.index().contains(column))
            || !isFiller(row.schema().field(column));
  }

  private boolean isFiller(Field field) {
    return Filler.is(row.getWithoutDefault(field.name()), field.schema());
  }
}
