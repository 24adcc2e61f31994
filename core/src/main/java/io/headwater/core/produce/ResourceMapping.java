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

  /** A member of the document that is a column's value. */
  public record Field(String name, String column) {}

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

    /** Every column that the resource needs of a row. */
    Set<String> columns();

    /** Whether a row's key tells its resource, so that a row never moves under the same key. */
    default boolean isKeyedByOwner() {
      return rowKey().containsAll(ownerColumns());
    }
  }

  /**
   * The table with one row per resource.
   *
   * @param key the columns that identify the resource, in key order
   */
  public record Root(TableName table, List<String> key, List<Field> fields) implements Relation {
    public Root {
      key = List.copyOf(key);
      fields = List.copyOf(fields);
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
      fields.forEach(field -> columns.add(field.column()));
      return columns;
    }
  }

  /** A table whose rows are embedded as one member of the document. */
  public sealed interface Embed extends Relation {}

  /**
   * At most one row, as an object; {@code null} when there is none.
   *
   * @param owner the columns that hold the root's key, in its order
   */
  public record One(String name, TableName table, List<String> owner, List<Field> fields)
      implements Embed {
    public One {
      owner = List.copyOf(owner);
      fields = List.copyOf(fields);
    }

    @Override
    public List<String> rowKey() {
      return owner;
    }

    @Override
    public List<String> ownerColumns() {
      return owner;
    }

    @Override
    public Set<String> columns() {
      Set<String> columns = new LinkedHashSet<>(owner);
      fields.forEach(field -> columns.add(field.column()));
      return columns;
    }
  }

  /**
   * Any number of rows, as an array of objects or, with {@code value}, of that column's values.
   *
   * @param key the columns that identify a row
   * @param owner the columns that hold the root's key, in its order
   * @param value the column whose value stands for the whole row
   * @param orderBy the columns that order the array; the key breaks ties
   */
  public record Many(
      String name,
      TableName table,
      List<String> key,
      List<String> owner,
      List<Field> fields,
      Optional<String> value,
      List<String> orderBy)
      implements Embed {
    public Many {
      key = List.copyOf(key);
      owner = List.copyOf(owner);
      fields = List.copyOf(fields);
      orderBy = List.copyOf(orderBy);
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
      columns.addAll(orderBy);
      fields.forEach(field -> columns.add(field.column()));
      value.ifPresent(columns::add);
      return columns;
    }
  }

  /** Every relation: the root, then the embeds. */
  public List<Relation> relations() {
    List<Relation> relations = new ArrayList<>(embeds.size() + 1);
    relations.add(root);
    relations.addAll(embeds);
    return List.copyOf(relations);
  }
}
