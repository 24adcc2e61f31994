package io.headwater.app.oracle;

import java.util.List;
import java.util.stream.Stream;

/**
 * A table of a shape.
 *
 * @param columns all columns, those of the key and the owners included
 * @param owner the columns that hold the root's key, in its order; none for the root itself
 * @param secondOwner further columns that hold a key of the root, or null; none where there are no
 *     such
 * @param own the columns that identify a row, or a row among those of its owner
 * @param ownedKey whether the primary key is the owner and then {@code own}; else it is {@code own}
 * @param onePerOwner whether an owner has at most one row
 * @param external whether long texts are stored out of line uncompressed
 */
record Part(
    String table,
    List<Column> columns,
    List<String> owner,
    List<String> secondOwner,
    List<String> own,
    boolean ownedKey,
    boolean onePerOwner,
    boolean external) {

  Part {
    columns = List.copyOf(columns);
    owner = List.copyOf(owner);
    secondOwner = List.copyOf(secondOwner);
    own = List.copyOf(own);
  }

  Column column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  List<Column> columns(List<String> names) {
    return names.stream().map(this::column).toList();
  }

  /** The columns that are neither of the key nor of the owner; those of the second owner last. */
  List<Column> values() {
    return Sql.both(plain(), columns(secondOwner));
  }

  /** The columns that are of no key. */
  List<Column> plain() {
    return columns.stream()
        .filter(c -> !owner.contains(c.name()) && !own.contains(c.name()))
        .filter(c -> !secondOwner.contains(c.name()))
        .toList();
  }

  List<String> primaryKey() {
    return ownedKey ? Stream.concat(owner.stream(), own.stream()).toList() : own;
  }

  /** Whether a resource has at most one row that is joined by these columns. */
  boolean isOnePer(List<String> join) {
    return onePerOwner && join.equals(owner);
  }

  /** Whether the column differs in all rows that a resource joins by these columns. */
  boolean isNamedBy(String column, List<String> join) {
    return own.equals(List.of(column)) && (!ownedKey || join.equals(owner));
  }
}
