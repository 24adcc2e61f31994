package io.headwater.app.oracle;

import java.util.List;

/**
 * A table of a shape.
 *
 * @param columns all columns, those of the key and the owner included
 * @param owner the columns that hold the root's key, in its order; none for the root itself
 * @param own the columns that identify a row, or a row among those of its owner
 * @param ownedKey whether the primary key is the owner and then {@code own}; else it is {@code own}
 * @param onePerOwner whether an owner has at most one row
 * @param external whether long texts are stored out of line uncompressed
 */
record Part(
    String table,
    List<Column> columns,
    List<String> owner,
    List<String> own,
    boolean ownedKey,
    boolean onePerOwner,
    boolean external) {

  Part {
    columns = List.copyOf(columns);
    owner = List.copyOf(owner);
    own = List.copyOf(own);
  }

  Column column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  List<Column> columns(List<String> names) {
    return names.stream().map(this::column).toList();
  }

  /** The columns that are neither of the key nor of the owner. */
  List<Column> values() {
    return columns.stream()
        .filter(c -> !owner.contains(c.name()) && !own.contains(c.name()))
        .toList();
  }

  List<String> primaryKey() {
    return ownedKey ? java.util.stream.Stream.concat(owner.stream(), own.stream()).toList() : own;
  }
}
