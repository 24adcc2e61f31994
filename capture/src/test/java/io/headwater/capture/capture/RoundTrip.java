package io.headwater.capture.capture;

import io.headwater.core.json.Value;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a value of a change event becomes a value of PostgreSQL's type again, in SQL. */
enum RoundTrip {
  /** The text, cast. */
  TEXT("?::text::%s"),
  /** The one bit that is told as a truth value. */
  ONE_BIT("?::text::boolean::int::bit(1)"),
  /** Base64. */
  BYTES("decode(?, 'base64')"),
  /** ISO 8601, whose years PostgreSQL writes in another way. */
  DATE("?::text::%s"),
  /** The same time in another zone is another value; what is told is the time in UTC. */
  TIME_WITH_ZONE("?::text::timetz at time zone 'UTC'") {
    @Override
    String held(String column) {
      return column + " at time zone 'UTC'";
    }
  },
  /** JSON, whose white space is not told; jsonb keeps the digits of numbers. */
  JSON("?::jsonb") {
    @Override
    String held(String column) {
      return column + "::jsonb";
    }
  },
  /** An object of texts and nulls. */
  HSTORE(
      "(select coalesce(hstore(array_agg(key), array_agg(value)), '')"
          + " from jsonb_each_text(?::jsonb))"),
  /** The coordinates. */
  POINT("(select point((p->>'x')::float8, (p->>'y')::float8) from (select ?::jsonb p) as told)"),
  /** Items that are texts or numbers, each cast; jsonb would lose the sign of a zero. */
  ARRAY(
      "array(select item::%2$s from json_array_elements_text(?::json)"
          + " with ordinality as told(item, place) order by place)"),
  /** Items in Base64. */
  BYTES_ARRAY(
      "array(select decode(item, 'base64') from json_array_elements_text(?::json)"
          + " with ordinality as told(item, place) order by place)"),
  /** Items that are JSON; a null is SQL's. */
  JSON_ARRAY(
      "array(select nullif(item, 'null') from jsonb_array_elements(?::jsonb)"
          + " with ordinality as told(item, place) order by place)");

  private static final Pattern YEAR = Pattern.compile("([+-]?\\d+)(-\\d\\d-\\d\\d.*)");

  private final String told;

  RoundTrip(String told) {
    this.told = told;
  }

  /** The expression that makes the type's value of one parameter. */
  String told(String type) {
    return told.formatted(type, type.replace("[]", ""));
  }

  /** The expression to compare it with. */
  String held(String column) {
    return column;
  }

  /** The parameter; not for null. */
  String parameter(Value value) {
    return switch (this) {
      case TEXT, ONE_BIT, BYTES, TIME_WITH_ZONE -> plain(value);
      case DATE -> postgresDate(plain(value));
      case JSON, HSTORE, POINT, ARRAY, BYTES_ARRAY, JSON_ARRAY -> value.toJson();
    };
  }

  private static String plain(Value value) {
    return value instanceof Value.Text text ? text.value() : value.toJson();
  }

  private static String postgresDate(String iso) {
    Matcher parts = YEAR.matcher(iso);
    if (!parts.matches()) {
      return iso;
    }
    long year = Long.parseLong(parts.group(1));
    String rest = parts.group(2).replace("Z", "+00");
    return year > 0 ? "%04d%s".formatted(year, rest) : "%04d%s BC".formatted(1 - year, rest);
  }
}
