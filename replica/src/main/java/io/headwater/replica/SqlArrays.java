package io.headwater.replica;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parameters that are arrays, with an element of each of some items. */
final class SqlArrays {

  private SqlArrays() {}

  static <T> void set(
      PreparedStatement statement,
      int index,
      String type,
      List<T> items,
      Function<T, @Nullable Object> value)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(value.apply(item)));
    Array array = statement.getConnection().createArrayOf(type, values.toArray());
    statement.setArray(index, array);
  }

  static @Nullable Object orNull(Optional<String> value) {
    return value.isPresent() ? value.get() : null;
  }
}
