package io.headwater.core.produce;

import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the rows of several tables make up one resource.
 *
 * @param type the resource's type
 * @param source the source that holds its tables
 * @param root the table with one row per resource
 * @param embeds the tables whose rows are part of it, in the order of the document's members
 */
public record ResourceMapping(ResourceType type, String source, Root root, List<Embed> embeds) {

  /** The name of the root's relation; no embed can have it. */
  public static final String ROOT = "$root";

  public ResourceMapping {
    embeds = List.copyOf(embeds);
  }

  /** A member of the document that follows from one row. */
  public record Field(String name, FieldValue value) {

    /** The member that is a column's value. */
    public Field(String name, String column) {
      this(name, new FieldValue.Column(column));
    }
  }

  /** A table in the role that it plays in a resource. */
  public sealed interface Relation permits Root, Embed {

    /** The embed's member name, or {@link #ROOT} for the root. */
    String name();

    /** The table. */
    TableName table();

    /** The columns that identify a row among its resource's rows of this relation. */
    List<String> rowKey();

    /** The columns that hold the resource's id, in the order of the root's key. */
    List<String> ownerColumns();

    /** Which of the rows count. */
    RowFilter filter();

    /** Every column that the resource needs of a row. */
    Set<String> columns();

    /**
     * Whether the table's primary key is the row's key here, and does not tell its resource: then
     * {@link RowTracker} finds it. A key of fewer columns names rows of several resources, which
     * nothing but the former owner tells apart.
     *
     * @param primaryKey the table's, as far as it is known
     */
    default boolean isLocatedBy(Set<String> primaryKey) {
      return rowKey().containsAll(primaryKey)
          && primaryKey.containsAll(rowKey())
          && !primaryKey.containsAll(ownerColumns());
    }
  }

  /**
   * The table with one row per resource; without one that counts there is no resource.
   *
   * @param key the columns that identify the resource, in key order
   */
  public record Root(TableName table, List<String> key, List<Field> fields, RowFilter filter)
      implements Relation {
    public Root {
      key = List.copyOf(key);
      fields = List.copyOf(fields);
    }

    /** The root of which every row counts. */
    public Root(TableName table, List<String> key, List<Field> fields) {
      this(table, key, fields, RowFilter.everyRow());
    }

    @Override
    public String name() {
      return ROOT;
    }

    @Override
    public List<String> rowKey() {
      return key;
    }

    @Override
    public List<String> ownerColumns() {
      return key;
    }

    @Override
    public Set<String> columns() {
      Set<String> columns = new LinkedHashSet<>(key);
      addColumns(fields, columns);
      columns.addAll(filter.columns());
      return columns;
    }
  }

  /** A table whose rows are embedded as one member of the document. */
  public sealed interface Embed extends Relation {}

  /**
   * At most one row that counts, as an object; {@code null} when there is none.
   *
   * @param key the columns that identify a row
   * @param owner the columns that hold the root's key, in its order
   */
  public record One(
      String name,
      TableName table,
      List<String> key,
      List<String> owner,
      List<Field> fields,
      RowFilter filter)
      implements Embed {
    public One {
      key = List.copyOf(key);
      owner = List.copyOf(owner);
      fields = List.copyOf(fields);
    }

    /** The embed of a table with at most one row for each resource. */
    public One(String name, TableName table, List<String> owner, List<Field> fields) {
      this(name, table, owner, owner, fields, RowFilter.everyRow());
    }

    @Override
    public List<String> rowKey() {
      return key;
    }

    @Override
    public List<String> ownerColumns() {
      return owner;
    }

    @Override
    public Set<String> columns() {
      Set<String> columns = new LinkedHashSet<>(owner);
      columns.addAll(key);
      addColumns(fields, columns);
      columns.addAll(filter.columns());
      return columns;
    }
  }

  /**
   * Any number of rows, each as an object or, with {@code value}, as that column's value; together
   * an array or, with {@code mapBy}, an object.
   *
   * @param key the columns that identify a row
   * @param owner the columns that hold the root's key, in its order
   * @param value the column whose value stands for the whole row
   * @param mapBy the column whose text is the name of the row's member
   * @param orderBy the columns that order the rows; the key breaks ties
   */
  public record Many(
      String name,
      TableName table,
      List<String> key,
      List<String> owner,
      List<Field> fields,
      Optional<String> value,
      Optional<String> mapBy,
      List<ColumnOrder> orderBy,
      RowFilter filter)
      implements Embed {
    public Many {
      key = List.copyOf(key);
      owner = List.copyOf(owner);
      fields = List.copyOf(fields);
      orderBy = List.copyOf(orderBy);
    }

    /** The array of which every row counts, in ascending order. */
    public Many(
        String name,
        TableName table,
        List<String> key,
        List<String> owner,
        List<Field> fields,
        Optional<String> value,
        List<String> orderBy) {
      this(
          name,
          table,
          key,
          owner,
          fields,
          value,
          Optional.empty(),
          orderBy.stream().map(ColumnOrder::ascending).toList(),
          RowFilter.everyRow());
    }

    @Override
    public List<String> rowKey() {
      return key;
    }

    @Override
    public List<String> ownerColumns() {
      return owner;
    }

    @Override
    public Set<String> columns() {
      Set<String> columns = new LinkedHashSet<>(owner);
      columns.addAll(key);
      orderBy.forEach(order -> columns.add(order.column()));
      addColumns(fields, columns);
      value.ifPresent(columns::add);
      mapBy.ifPresent(columns::add);
      columns.addAll(filter.columns());
      return columns;
    }
  }

  private static void addColumns(List<Field> fields, Set<String> columns) {
    fields.forEach(field -> columns.addAll(field.value().neededColumns()));
  }

  /** Every relation: the root, then the embeds. */
  public List<Relation> relations() {
    List<Relation> relations = new ArrayList<>(embeds.size() + 1);
    relations.add(root);
    relations.addAll(embeds);
    return List.copyOf(relations);
  }
}
