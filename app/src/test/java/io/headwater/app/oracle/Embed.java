package io.headwater.app.oracle;

import java.util.List;
import java.util.Optional;

/**
 * A table whose rows are one member of the document.
 *
 * @param join the columns that hold the resource's key, in its order
 * @param key the mapping's key of the rows; none where it is left out
 * @param fields the members of an object, or the one column whose value stands for the row
 * @param mapBy the column that names a row's member
 */
record Embed(
    String member,
    EmbedForm form,
    Part part,
    List<String> join,
    List<String> key,
    Filter filter,
    List<Field> fields,
    Optional<String> mapBy,
    List<Order> orderBy) {

  Embed {
    join = List.copyOf(join);
    key = List.copyOf(key);
    fields = List.copyOf(fields);
    orderBy = List.copyOf(orderBy);
  }

  /** Whether two rows that count may keep a document from being published. */
  boolean mayWithhold() {
    return form == EmbedForm.ONE
        ? !part.isOnePer(join)
        : mapBy.isPresent() && !part.isNamedBy(mapBy.get(), join);
  }
}
