package io.headwater.app.settings;

import io.headwater.core.produce.ColumnOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code order-by}: columns, each alone or followed by {@code asc} or {@code desc}. */
final class OrderByReader {

  private static final String KEY = "order-by";

  private static final Pattern DIRECTION =
      Pattern.compile("(.*\\S)\\s+(asc|desc)", Pattern.CASE_INSENSITIVE);

  private OrderByReader() {}

  /** The orders as they were written; empty when there is no such key. */
  static List<ColumnOrder> read(HoconBlock block) {
    List<ColumnOrder> orders = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (HoconBlock.Name written : block.names(KEY).orElse(List.of())) {
      ColumnOrder order = order(written.text());
      String earlier = seen.putIfAbsent(order.column(), written.text());
      // The very same text was reported already.
      if (earlier != null && !earlier.equals(written.text())) {
        block
            .file()
            .problem(
                written.line(),
                "'order-by' of %s names column '%s' twice".formatted(block.place(), order.column()),
                "keep one of them; the second has no effect");
      }
      orders.add(order);
    }
    return orders;
  }

  private static ColumnOrder order(String text) {
    Matcher directed = DIRECTION.matcher(text);
    if (!directed.matches()) {
      return ColumnOrder.ascending(text);
    }
    return directed.group(2).toLowerCase(Locale.ROOT).equals("desc")
        ? ColumnOrder.descending(directed.group(1))
        : ColumnOrder.ascending(directed.group(1));
  }
}
