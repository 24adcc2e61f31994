package io.headwater.capture.capture;

import static io.headwater.capture.capture.RoundTripColumns.Limit.EVERYWHERE;
import static io.headwater.capture.capture.RoundTripColumns.Limit.NONE;
import static io.headwater.capture.capture.RoundTripColumns.Limit.SNAPSHOT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A column of every type with its extremes and its odd values, each with the limit of {@code
 * docs/change-event.md} that it is under.
 */
final class RoundTripColumns {

  /** What must be there before the table. */
  static final String[] TYPES = {
    "create extension if not exists hstore",
    "create extension if not exists citext",
    "create extension if not exists ltree",
    "create type weather as enum ('sun', 'Rain and ''wind''', '')",
    "create type place as (name text, height numeric)",
    "create domain amount as numeric(12,3)",
    "create domain counter as bigint",
  };

  /** Where a value is known not to survive. */
  enum Limit {
    NONE,
    SNAPSHOT,
    EVERYWHERE
  }

  /** A value as an SQL expression. */
  record Sample(String sql, Limit limit) {}

  /** A column: its type, how its values become the type's again, and values. */
  record Column(String type, RoundTrip back, List<Sample> samples) {

    /** The same column with more values, which are under a limit. */
    Column with(Limit limit, String... more) {
      List<Sample> all = new ArrayList<>(samples);
      Arrays.stream(more).forEach(sql -> all.add(new Sample(sql, limit)));
      return new Column(type, back, List.copyOf(all));
    }
  }

  private RoundTripColumns() {}

  static List<Column> all() {
    List<Column> columns = new ArrayList<>(numbers());
    columns.addAll(texts());
    columns.addAll(times());
    columns.addAll(structures());
    columns.addAll(arrays());
    return List.copyOf(columns);
  }

  private static Column column(String type, RoundTrip back, String... sql) {
    return new Column(type, back, List.of()).with(NONE, sql);
  }

  private static Column text(String type, String... sql) {
    return column(type, RoundTrip.TEXT, sql);
  }

  private static List<Column> numbers() {
    return List.of(
        text("smallint", "-32768", "32767", "0"),
        text("int", "-2147483648", "2147483647", "0"),
        text("bigint", "-9223372036854775808", "9223372036854775807", "9007199254740993", "0"),
        text("oid", "0", "4294967295"),
        text("counter", "-9223372036854775808", "0"),
        text(
            "real",
            "'-3.4028235e38'",
            "'1e-45'",
            "'-0'",
            "0",
            "'NaN'",
            "'Infinity'",
            "'-Infinity'",
            "16777217",
            "0.1"),
        text(
            "double precision",
            "'-1.7976931348623157e308'",
            "'5e-324'",
            "'-0'",
            "0",
            "'NaN'",
            "'Infinity'",
            "'-Infinity'",
            "9007199254740993",
            "0.1"),
        text(
            "numeric",
            "repeat('9', 131072)::numeric",
            "('-0.' || repeat('0', 16382) || '1')::numeric",
            "0",
            "0.000",
            "-1.500",
            "1e40",
            "'NaN'",
            "'Infinity'",
            "'-Infinity'"),
        text("numeric(38,19)", "-9999999999999999999.9999999999999999999", "0", "0.1"),
        text("numeric(3,-2)", "-99900", "0", "100"),
        text("numeric(3,5)", "0.00999", "-0.00001"),
        text("amount", "-999999999.999", "0", "1.500"),
        text("money", "'-9999999999999.99'", "0", "0.10", "'9999999999999.99'")
            .with(
                SNAPSHOT,
                "'90071992547409.91'",
                "'-92233720368547758.08'",
                "'92233720368547758.07'"),
        text("boolean", "true", "false"),
        column("bit(1)", RoundTrip.ONE_BIT, "B'0'", "B'1'"),
        text("bit(3)", "B'000'", "B'101'"),
        text("bit(64)", "B'1'::bit(64)", "(-1)::bigint::bit(64)", "1::bigint::bit(64)"),
        text("bit varying", "B'10000001'", "B'0000000100000000'", "''")
            .with(EVERYWHERE, "B'1'", "B'0000000101'"));
  }

  private static List<Column> texts() {
    return List.of(
        text(
            "text",
            "''",
            "' '",
            "E'\\x01\\t\\n\\\\\"'",
            "'Grüße 😀 \u0301'",
            "'NULL'",
            "'NaN'",
            "repeat('x', 200000)"),
        text("varchar(5)", "''", "'ab   '"),
        text("char(4)", "''", "'ab'", "'abcd'"),
        text("\"char\"", "'x'"),
        text("name", "'a name'", "''"),
        text("citext", "'MiXed'", "''"),
        text(
            "uuid",
            "'00000000-0000-0000-0000-000000000000'",
            "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
        text("weather", "'sun'", "'Rain and ''wind'''", "''"),
        column(
            "bytea",
            RoundTrip.BYTES,
            "''",
            "'\\x00'",
            "'\\xff00fe'",
            "decode(repeat('00ff7f80', 30000), 'hex')"),
        text("inet", "'10.0.0.1/8'", "'::1'", "'::ffff:1.2.3.4'", "'0.0.0.0/0'"),
        text("cidr", "'10.0.0.0/8'", "'2001:db8::/32'"),
        text("macaddr", "'00:00:00:00:00:00'", "'ff:ff:ff:ff:ff:ff'"),
        text("macaddr8", "'08:00:2b:01:02:03:04:05'"),
        text("xml", "'<a b=\"1\">x &amp; y</a>'", "'text only'", "''"),
        text("tsvector", "''", "'a:1A,2 b ''c d'':3'"),
        text("tsquery", "'a & !b <-> c'"),
        text("ltree", "''", "'Top.Science.Astronomy'"),
        text("pg_lsn", "'0/0'", "'FFFFFFFF/FFFFFFFF'"));
  }

  private static List<Column> times() {
    return List.of(
        column(
                "date",
                RoundTrip.DATE,
                "'infinity'",
                "'-infinity'",
                "'1970-01-01'",
                "'1969-12-31'",
                "'0001-01-01'",
                "'1582-10-04'",
                "'1582-10-15'",
                "'9999-12-31'",
                "'10000-01-01'",
                "'5874897-12-31'")
            .with(SNAPSHOT, "'0001-12-31 BC'", "'4714-11-24 BC'"),
        text(
            "time", "'00:00'", "'24:00'", "'23:59:59.999999'", "'00:00:00.000001'", "'12:00:00.5'"),
        text("time(0)", "'23:59:59'"),
        column(
            "timetz",
            RoundTrip.TIME_WITH_ZONE,
            "'00:00:00+00'",
            "'23:59:59.999999-08:30'",
            "'10:00:00.5+02'"),
        column(
                "timestamp",
                RoundTrip.DATE,
                "'infinity'",
                "'-infinity'",
                "'1970-01-01 00:00'",
                "'1969-12-31 23:59:59.999999'",
                "'1582-10-15 00:00'",
                "'9999-12-31 23:59:59.999999'",
                "'10000-01-01 00:00:00.000001'",
                "'2026-03-29 02:30:00.1'")
            .with(SNAPSHOT, "'1582-10-04 12:00'", "'0044-03-15 12:00 BC'")
            .with(EVERYWHERE, "'294276-12-31 23:59:59.999999'"),
        column(
                "timestamptz",
                RoundTrip.DATE,
                "'infinity'",
                "'-infinity'",
                "'1970-01-01 00:00+00'",
                "'1969-12-31 23:59:59.999999+00'",
                "'1582-10-16 00:00+00'",
                "'9999-12-31 23:59:59.999999+00'",
                "'10000-01-02 00:00:00.000001+00'",
                "'2026-03-29 02:30:00.1+02'")
            .with(SNAPSHOT, "'1582-10-04 12:00+00'", "'0044-03-15 12:00+00 BC'"),
        text(
                "interval",
                "'0'",
                "'1 year 2 mons 3 days 04:05:06.789'",
                "'-1 mons +2 days -00:00:00.000001'",
                "'178000000 years'",
                "'-178000000 years'",
                "'2147483647 days'")
            .with(EVERYWHERE, "'infinity'", "'-infinity'"));
  }

  private static List<Column> structures() {
    return List.of(
        column(
                "json",
                RoundTrip.JSON,
                "'{\"b\": 1.0, \"a\": [null, 1e400, -0.0]}'",
                "'[]'",
                "'\"x\"'",
                "'false'")
            .with(EVERYWHERE, "'null'"),
        text("json", "'{\"a\": 1, \"a\": 2}'", "(repeat('[', 300) || repeat(']', 300))::json"),
        column(
                "jsonb",
                RoundTrip.JSON,
                "'{\"b\": 1.0, \"\": {\"\\u00e9\": true}}'",
                "'{}'",
                "'0.10'",
                "'\"\"'")
            .with(EVERYWHERE, "'null'"),
        column("hstore", RoundTrip.HSTORE, "''", "'a=>\"\",b=>NULL,\"k \\\"e\"=>\"NULL\"'"),
        text("int4range", "'empty'", "'(,)'", "'[-2147483648,2147483647)'"),
        text("numrange", "'[0.10,1e10]'", "'(,0)'"),
        text("tsrange", "'[-infinity,2026-01-01 00:00:00.5)'"),
        text("tstzrange", "'[2026-01-01 00:00+00,infinity]'"),
        text("daterange", "'[0044-03-15 BC,10000-01-01)'"),
        text("int4multirange", "'{}'", "'{[1,3),[5,7)}'"),
        text(
            "place",
            "row(null, null)::place",
            "row('', -0.10)::place",
            "row('a \"b\", (c)', 'NaN')::place"),
        column("point", RoundTrip.POINT, "'(1.5,-2)'", "'(0,1e-300)'"),
        text("box", "'((1,2),(3,4))'"),
        text("circle", "'<(0,0),1e10>'"),
        text("line", "'{1,-1,0}'"),
        text("lseg", "'[(0,0),(1,1)]'"),
        text("path", "'[(0,0),(1,1)]'"),
        text("polygon", "'((0,0),(1,1),(1,0))'"));
  }

  private static List<Column> arrays() {
    return List.of(
        column("smallint[]", RoundTrip.ARRAY, "'{}'", "'{-32768,NULL,32767}'"),
        column("int[]", RoundTrip.ARRAY, "'{}'", "'{NULL}'", "'{-2147483648,0}'"),
        column("bigint[]", RoundTrip.ARRAY, "'{-9223372036854775808,9223372036854775807}'"),
        column("real[]", RoundTrip.ARRAY, "'{0.1,NULL,3.4028235e38,NaN}'"),
        column("oid[]", RoundTrip.ARRAY, "'{4294967295}'"),
        column("double precision[]", RoundTrip.ARRAY, "'{NaN,Infinity,-0,NULL,5e-324}'"),
        column("numeric[]", RoundTrip.ARRAY, "'{1.50,NULL,-2,0.000}'"),
        column("boolean[]", RoundTrip.ARRAY, "'{t,NULL,f}'"),
        column("text[]", RoundTrip.ARRAY, "'{\"\",NULL,\"NULL\",\"b,c\",\"q\\\"\"}'"),
        column("varchar(5)[]", RoundTrip.ARRAY, "'{a,NULL}'"),
        column("char(3)[]", RoundTrip.ARRAY, "'{a}'"),
        column("citext[]", RoundTrip.ARRAY, "'{aB,NULL}'"),
        column("cidr[]", RoundTrip.ARRAY, "'{10.0.0.0/8}'"),
        column("int4range[]", RoundTrip.ARRAY, "array['[1,3)'::int4range]"),
        column("uuid[]", RoundTrip.ARRAY, "'{ffffffff-ffff-ffff-ffff-ffffffffffff,NULL}'"),
        column("weather[]", RoundTrip.ARRAY, "'{sun}'", "'{}'"),
        column("inet[]", RoundTrip.ARRAY, "'{10.0.0.1/8,NULL}'"),
        column("bytea[]", RoundTrip.BYTES_ARRAY, "'{\"\\\\xff00\",NULL,\"\"}'"),
        column("date[]", RoundTrip.ARRAY, "'{2026-11-20,infinity,NULL}'"),
        column("time[]", RoundTrip.ARRAY, "'{23:59:59.999,NULL}'")
            .with(EVERYWHERE, "'{23:59:59.999999}'"),
        column("timetz[]", RoundTrip.ARRAY, "'{10:00+00}'"),
        column("timestamp[]", RoundTrip.ARRAY, "'{2026-11-20 09:11:00.123456,NULL,infinity}'")
            .with(EVERYWHERE, "'{1500-01-01 00:00}'"),
        column("timestamptz[]", RoundTrip.ARRAY, "'{2026-11-20 09:11:00.123456+02,NULL}'"),
        column("jsonb[]", RoundTrip.JSON_ARRAY, "array['{\"a\":1.0}', null, '[]']::jsonb[]"));
  }
}
