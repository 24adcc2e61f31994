package io.headwater.capture.capture;

import java.util.List;

/** Values of every type of column that {@code docs/change-event.md} lists. */
final class ValueSamples {

  /** What must be there before the columns. */
  static final String[] TYPES = {
    "create extension if not exists hstore",
    "create type mood as enum ('sad', 'so-so')",
    "create type pair as (a int, b text)",
    "create domain cents as numeric(10,2)",
  };

  /** A column's type, a value as SQL, and its JSON form. */
  record Sample(String type, String sql, String json) {}

  static final List<Sample> ALL =
      List.of(
          new Sample("smallint", "-32768", "-32768"),
          new Sample("int", "2147483647", "2147483647"),
          new Sample("bigint", "9223372036854775807", "9223372036854775807"),
          new Sample("real", "0.1", "0.1"),
          new Sample("real", "'NaN'", "\"NaN\""),
          new Sample("double precision", "1.7976931348623157e308", "1.7976931348623157E308"),
          new Sample("double precision", "'-Infinity'", "\"-Infinity\""),
          new Sample("boolean", "true", "true"),
          new Sample("numeric", "'NaN'", "\"NaN\""),
          new Sample("numeric", "'-Infinity'", "\"-Infinity\""),
          new Sample("numeric", "1.500", "1.500"),
          new Sample(
              "numeric(40,10)",
              "123456789012345678901234567890.0000000001",
              "123456789012345678901234567890.0000000001"),
          new Sample("numeric(5,2)", "-0.10", "-0.10"),
          new Sample("numeric[]", "'{1.50,NULL,-2}'", "[1.50,null,-2]"),
          new Sample("text", "'Grüße \"quoted\" 😀'", "\"Grüße \\\"quoted\\\" 😀\""),
          new Sample("text", "'12'", "\"12\""),
          new Sample("varchar(5)", "''", "\"\""),
          new Sample("char(4)", "'ab'", "\"ab  \""),
          new Sample("bytea", "'\\xdeadbeef'", "\"3q2+7w==\""),
          new Sample(
              "uuid",
              "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
              "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\""),
          new Sample("json", "'{\"b\": 1.0, \"a\": [null]}'", "{\"b\":1.0,\"a\":[null]}"),
          new Sample("jsonb", "'{\"n\": 1e2}'", "{\"n\":100}"),
          new Sample("date", "'2026-11-20'", "\"2026-11-20\""),
          new Sample("date", "'infinity'", "\"infinity\""),
          new Sample("date", "'-infinity'", "\"-infinity\""),
          new Sample("date", "'0001-01-01'", "\"0001-01-01\""),
          new Sample("time", "'23:59:59.999999'", "\"23:59:59.999999\""),
          new Sample("time", "'00:00'", "\"00:00:00\""),
          new Sample("time", "'24:00'", "\"24:00:00\""),
          new Sample("timetz", "'10:00:00.5+02'", "\"08:00:00.5Z\""),
          new Sample("timestamp", "'2026-11-20 09:11:00.123456'", "\"2026-11-20T09:11:00.123456\""),
          new Sample("timestamp(3)", "'2026-11-20 09:11:00.123'", "\"2026-11-20T09:11:00.123\""),
          new Sample("timestamp", "'infinity'", "\"infinity\""),
          new Sample("timestamp", "'-infinity'", "\"-infinity\""),
          new Sample(
              "timestamptz", "'2026-11-20 09:11:00.123456+02'", "\"2026-11-20T07:11:00.123456Z\""),
          new Sample("timestamptz", "'infinity'", "\"infinity\""),
          new Sample("timestamptz", "'-infinity'", "\"-infinity\""),
          new Sample("interval", "'1 year 2 mons 3 days 04:05:06.789'", "\"P1Y2M3DT4H5M6.789S\""),
          new Sample("int[]", "'{1,NULL,3}'", "[1,null,3]"),
          new Sample("text[]", "'{a,\"b,c\",NULL}'", "[\"a\",\"b,c\",null]"),
          new Sample("int[]", "'{}'", "[]"),
          new Sample("bit(3)", "B'101'", "\"101\""),
          new Sample("bit(1)", "B'1'", "true"),
          new Sample("inet", "'10.0.0.1/8'", "\"10.0.0.1/8\""),
          new Sample("int4range", "'[1,5)'", "\"[1,5)\""),
          new Sample("mood", "'so-so'", "\"so-so\""),
          new Sample("pg_lsn", "'16/B374D848'", "\"16/B374D848\""),
          new Sample("pair", "row(1,'x')::pair", "\"(1,x)\""),
          new Sample("money", "'1234.50'", "1234.50"),
          new Sample("xml", "'<a/>'", "\"<a/>\""),
          new Sample(
              "timestamp[]", "'{2026-11-20 09:11:00.123456}'", "[\"2026-11-20T09:11:00.123456\"]"),
          new Sample("date", "'99999-12-31'", "\"+99999-12-31\""),
          new Sample("timestamptz", "'12026-03-15 12:00+00'", "\"+12026-03-15T12:00:00.000000Z\""),
          new Sample(
              "timestamptz", "'2026-03-15 12:00:00.12+00'", "\"2026-03-15T12:00:00.120000Z\""),
          new Sample(
              "interval", "'-1 mons +2 days -00:00:00.000001'", "\"P0Y-1M2DT0H0M-0.000001S\""),
          new Sample("bit(10)", "B'0000000101'", "\"0000000101\""),
          new Sample("numeric(3,-2)", "12300", "12300"),
          new Sample("numeric", "1e-20", "0.00000000000000000001"),
          new Sample(
              "point",
              "'(1.5,-2)'",
              "{\"x\":1.5,\"y\":-2.0,\"wkb\":\"AQEAAAAAAAAAAAD4PwAAAAAAAADA\",\"srid\":null}"),
          new Sample("box", "'((1,2),(3,4))'", "\"(3.0,4.0),(1.0,2.0)\""),
          new Sample("money", "'-0.05'", "-0.05"),
          new Sample("date[]", "'{2026-11-20,infinity}'", "[\"2026-11-20\",\"infinity\"]"),
          new Sample("bytea[]", "'{\"\\\\xff\"}'", "[\"/w==\"]"),
          new Sample("jsonb[]", "'{\"{}\",null}'", "[{},null]"),
          new Sample("mood[]", "'{sad}'", "[\"sad\"]"),
          new Sample("cents", "1.50", "1.50"),
          new Sample("tsvector", "'a:1 b:2'", "\"'a':1 'b':2\""),
          new Sample("int4multirange", "'{[1,3),[5,7)}'", "\"{[1,3),[5,7)}\""),
          new Sample("hstore", "'a=>1,b=>NULL'", "{\"a\":\"1\",\"b\":null}"));

  private ValueSamples() {}
}
