package io.headwater.app.oracle;

import java.util.List;
import java.util.Random;

/** The types of columns, each with values that are prone to be changed on their way. */
enum ColumnKind {
  TEXT("text") {
    @Override
    String random(Random random) {
      return Sql.literal(TEXTS.get(random.nextInt(TEXTS.size())) + suffix(random));
    }

    @Override
    String key(int index) {
      return Sql.literal(KEY_TEXTS.get(index % KEY_TEXTS.size()) + index);
    }
  },
  INT("integer") {
    @Override
    String random(Random random) {
      return switch (random.nextInt(8)) {
        case 0 -> "'-2147483648'";
        case 1 -> "2147483647";
        default -> Integer.toString(random.nextInt(10));
      };
    }

    @Override
    String key(int index) {
      return Integer.toString(index + 1);
    }
  },
  BIGINT("bigint") {
    @Override
    String random(Random random) {
      return switch (random.nextInt(8)) {
        case 0 -> "'-9223372036854775808'";
        case 1 -> "9223372036854775807";
        case 2 -> "9007199254740993";
        default -> Integer.toString(random.nextInt(10));
      };
    }

    @Override
    String key(int index) {
      return Long.toString(9_007_199_254_740_990L + index);
    }
  },
  BOOLEAN("boolean") {
    @Override
    String random(Random random) {
      return Boolean.toString(random.nextBoolean());
    }

    @Override
    String key(int index) {
      return Boolean.toString(index % 2 == 1);
    }

    @Override
    int radix() {
      return 2;
    }

    @Override
    List<Literal> literals() {
      return List.of(
          Literal.plain("true"), Literal.plain("false"), Literal.never("\"true\""), Literal.NULL);
    }
  },
  NUMERIC("numeric") {
    @Override
    String random(Random random) {
      return "'" + NUMBERS.get(random.nextInt(NUMBERS.size())) + "'";
    }

    @Override
    String key(int index) {
      return "'" + index + "'";
    }
  },
  DECIMAL("numeric(12,2)") {
    @Override
    String random(Random random) {
      return "'%d.%02d'".formatted(random.nextInt(20) - 10, random.nextInt(100));
    }

    @Override
    String key(int index) {
      return "'%d.50'".formatted(index - 2);
    }
  },
  /** Text of few values, for conditions. */
  STATE("text") {
    @Override
    String random(Random random) {
      return Sql.literal(STATES.get(random.nextInt(STATES.size())));
    }

    @Override
    String key(int index) {
      return TEXT.key(index);
    }

    @Override
    List<Literal> literals() {
      return List.of(
          Literal.text("on"),
          Literal.text("off"),
          Literal.text("1"),
          Literal.never("1"),
          Literal.never("true"),
          Literal.NULL);
    }
  },
  /** Numbers of few amounts, for conditions; some are one as a double. */
  RANK("numeric") {
    @Override
    String random(Random random) {
      return RANKS.get(random.nextInt(RANKS.size()));
    }

    @Override
    String key(int index) {
      return NUMERIC.key(index);
    }

    @Override
    List<Literal> literals() {
      return List.of(
          Literal.plain("1"),
          Literal.plain("2.500"),
          Literal.plain("9007199254740993"),
          Literal.plain("1e0"),
          Literal.never("\"1\""),
          Literal.NULL);
    }
  },
  /** Stored out of line when it is long enough, so that an update of other columns lacks it. */
  BIG_TEXT("text") {
    @Override
    String random(Random random) {
      int seed = random.nextInt(1_000);
      return random.nextInt(5) == 0
          ? Sql.literal("short" + seed)
          : "(select string_agg(md5('%d-' || n), '') from generate_series(1, %d) n)"
              .formatted(seed, 80 + random.nextInt(200));
    }

    @Override
    String key(int index) {
      throw new IllegalStateException("a big text is no key");
    }
  };

  private static final int OTHERS_RADIX = 3;
  private static final int NULL_ONE_IN = 5;

  private static final List<String> TEXTS =
      List.of(
          "",
          "red",
          "null",
          "true",
          "12",
          "it's",
          "a \"quoted\" \\ back/slash",
          "line\none\ttab",
          "Grün",
          "日本",
          "😀",
          "\uFFFD",
          "__debezium_unavailable_value");

  /** What ids on the way through JSON, Kafka's keys and URLs could stumble over; none is empty. */
  private static final List<String> KEY_TEXTS =
      List.of("k", "ä/", "a b+", "\"q\"", "%2F", "😀", "{\"id\":", "it's \\ ");

  private static final List<String> STATES = List.of("on", "off", "1", "true", "");

  private static final List<String> RANKS =
      List.of("1", "1.0", "1.00", "2.5", "2.50", "9007199254740992", "9007199254740993");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "0.00",
          "-1.50",
          "12.340",
          "0.0000001",
          "0.00000000000000000001",
          "100000000000000000000",
          "-123456789012345678901234567890.123456789",
          "2",
          "10",
          "1e3",
          "NaN");

  private final String sqlType;

  ColumnKind(String sqlType) {
    this.sqlType = sqlType;
  }

  /** A value of any kind as an SQL expression without its type. */
  abstract String random(Random random);

  /** The value of that number, different for each number below {@link #radix()}. */
  abstract String key(int index);

  /** How many different values this kind gives as a part of a key before its last. */
  int radix() {
    return OTHERS_RADIX;
  }

  /** What conditions compare a column with; none when its values are too many to be met. */
  List<Literal> literals() {
    return List.of();
  }

  String sqlType() {
    return sqlType;
  }

  /** A typed SQL expression. */
  String typed(String expression) {
    return expression + "::" + sqlType;
  }

  /** A random typed expression for a column, null now and then when it may be. */
  String value(Random random, boolean nullable) {
    return typed(nullable && random.nextInt(NULL_ONE_IN) == 0 ? "null" : random(random));
  }

  private static String suffix(Random random) {
    return random.nextBoolean() ? "" : Integer.toString(random.nextInt(3));
  }
}
