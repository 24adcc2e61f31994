package io.headwater.app.oracle;

import java.util.List;

/**
 * A table whose rows are one member of the document.
 *
 * @param key the mapping's key of the rows; none where it is left out
 * @param fields the members of an object, or the one column whose value stands for the row
 */
record Embed(
    String member,
    EmbedForm form,
    Part part,
    List<String> key,
    List<Field> fields,
    List<String> orderBy) {

  Embed {
    key = List.copyOf(key);
    fields = List.copyOf(fields);
    orderBy = List.copyOf(orderBy);
  }
}
