package io.headwater.replica;

import java.sql.SQLException;

/**
 * A change that the table cannot take, with its key and the mend; or changes that it cannot take
 * together. The message holds no value of the resource.
 */
public final class RefusedChangeException extends SQLException {

  private static final long serialVersionUID = 1;
  private static final int MAX_KEY = 200;

  RefusedChangeException(String key, String state, String problem, String mend) {
    super("the resource with the key %s %s; mend: %s".formatted(shown(key), problem, mend), state);
  }

  /** A refusal of which no change alone is the reason. */
  RefusedChangeException(String state, String problem, String mend) {
    super("the changes %s; mend: %s".formatted(problem, mend), state);
  }

  // A key may hold anything, and the message goes to logs and terminals.
  private static String shown(String key) {
    StringBuilder text = new StringBuilder("'");
    key.codePoints()
        .limit(MAX_KEY)
        .forEach(
            point -> {
              if (Character.isISOControl(point)) {
                text.append("\\u%04x".formatted(point));
              } else {
                text.appendCodePoint(point);
              }
            });
    return text.append(key.length() > MAX_KEY ? "…'" : "'").toString();
  }
}
