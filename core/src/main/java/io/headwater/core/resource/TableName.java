package io.headwater.core.resource;

import java.util.Optional;

/** A table (or collection) of a source, written {@code schema.table}. */
public record TableName(String schema, String table) implements Comparable<TableName> {

  /** Reads {@code schema.table}; empty when the text has another form. */
  public static Optional<TableName> parse(String text) {
    int dot = text.indexOf('.');
    if (dot <= 0 || dot == text.length() - 1 || text.indexOf('.', dot + 1) >= 0) {
      return Optional.empty();
    }
    return Optional.of(new TableName(text.substring(0, dot), text.substring(dot + 1)));
  }

  @Override
  public int compareTo(TableName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
