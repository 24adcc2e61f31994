package io.headwater.app.oracle;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The tables of a resource and how they make up its document.
 *
 * @param foreignKeys whether the tables of the embeds refer to the root, with cascades
 */
record Shape(
    Identity identity, boolean foreignKeys, Part root, List<Field> fields, List<Embed> embeds) {

  /** The number of the root among the parts; an embed's is its place from 1 on. */
  static final int ROOT = 0;

  Shape {
    fields = List.copyOf(fields);
    embeds = List.copyOf(embeds);
  }

  /** The table of that number. */
  Part part(int number) {
    return number == ROOT ? root : embeds.get(number - 1).part();
  }

  /** Whether the mapping needs the column of the table of that number. */
  boolean needs(int number, String column) {
    if (number == ROOT) {
      return has(fields, column);
    }
    Embed embed = embeds.get(number - 1);
    return has(embed.fields(), column) || embed.orderBy().contains(column);
  }

  private static boolean has(List<Field> fields, String column) {
    return fields.stream().anyMatch(field -> field.column().equals(column));
  }

  /** The numbers of the embeds' tables. */
  IntStream embedNumbers() {
    return IntStream.rangeClosed(1, embeds.size());
  }
}
