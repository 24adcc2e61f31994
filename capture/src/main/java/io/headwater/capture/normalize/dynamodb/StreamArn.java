package io.headwater.capture.normalize.dynamodb;

import java.util.Optional;

/**
 * What a stream's resource name tells: {@code
 * arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>}.
 */
record StreamArn(String region, String table) {

  private static final int PARTS = 6;
  private static final int SERVICE = 2;
  private static final int REGION = 3;
  private static final int RESOURCE = 5;
  private static final String TABLE = "table/";

  /** Reads a resource name; empty when it is not that of a table's stream. */
  static Optional<StreamArn> parse(String text) {
    String[] parts = text.split(":", PARTS);
    if (parts.length < PARTS
        || !parts[SERVICE].equals("dynamodb")
        || !parts[RESOURCE].startsWith(TABLE)) {
      return Optional.empty();
    }
    String path = parts[RESOURCE].substring(TABLE.length());
    int end = path.indexOf('/');
    String table = end < 0 ? path : path.substring(0, end);
    return table.isEmpty() ? Optional.empty() : Optional.of(new StreamArn(parts[REGION], table));
  }
}
