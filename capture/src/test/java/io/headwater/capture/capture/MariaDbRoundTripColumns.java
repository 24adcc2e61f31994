package io.headwater.capture.capture;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Columns of every type of MariaDB with extremes and odd values, and how a value of a change event
 * becomes one of the type again, in SQL.
 */
final class MariaDbRoundTripColumns {

  /** How a value becomes the type's again. */
  enum Back {
    /** The text or the number's literal. */
    TEXT("?"),
    /** The number; as a text, the server takes 0 for 2000. */
    YEAR("cast(? as signed)"),
    /**
     * The shortest form of a float, which the server does not round: it takes the largest one for
     * too large.
     */
    FLOAT("?") {
      @Override
      String compared(String column) {
        // Of a float the server shows six digits, of a double all.
        return column + " * 1e0";
      }
    },
    /** The one bit that is told as a truth value. */
    ONE_BIT("if(? = 'true', 1, 0)"),
    /** Binary digits, up to 64. */
    BITS("cast(conv(?, 2, 10) as unsigned)"),
    /** Base64. */
    BYTES("?"),
    /** ISO 8601 in UTC, as the session is. */
    INSTANT("trim(trailing 'Z' from ?)"),
    /** Well-known binary. */
    GEOMETRY("st_geomfromwkb(?)");

    private final String sql;

    Back(String sql) {
      this.sql = sql;
    }

    /** The expression that makes the type's value of one parameter. */
    String sql() {
      return sql;
    }

    /** The expression to compare, as binary. */
    String compared(String column) {
      return column;
    }

    /** The parameter; not for null. */
    Object parameter(Value value) {
      return switch (this) {
        case TEXT, YEAR, ONE_BIT, BITS, INSTANT -> plain(value);
        case FLOAT -> Double.toString(Float.parseFloat(plain(value)));
        case BYTES -> Base64.getDecoder().decode(plain(value));
        case GEOMETRY -> Base64.getDecoder().decode(plain(wkb(value)));
      };
    }

    private static String plain(Value value) {
      return value instanceof Value.Text text ? text.value() : value.toJson();
    }

    private static Value wkb(Value value) {
      try {
        return Json.readObject(value.toJson().getBytes(StandardCharsets.UTF_8)).require("wkb");
      } catch (MalformedJsonException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * A column.
   *
   * @param samples values as SQL expressions
   * @param onlyInLog those that a snapshot does not give as they are
   */
  record Column(String type, Back back, List<String> samples, List<String> onlyInLog) {

    /** The same column with values that a snapshot does not give as they are. */
    Column withOnlyInLog(String... more) {
      return new Column(type, back, samples, List.of(more));
    }

    List<String> all() {
      return Stream.concat(samples.stream(), onlyInLog.stream()).toList();
    }
  }

  static final List<Column> ALL =
      List.of(
          text("tinyint", "-128", "127", "0"),
          text("tinyint unsigned", "0", "255"),
          text("tinyint(1)", "-128", "127", "0", "1"),
          text("smallint", "-32768", "32767", "0"),
          text("smallint unsigned", "0", "65535"),
          text("mediumint", "-8388608", "8388607", "0"),
          text("mediumint unsigned", "0", "16777215"),
          text("int", "-2147483648", "2147483647", "0"),
          text("int unsigned zerofill", "0", "4294967295"),
          text("bigint", "-9223372036854775808", "9223372036854775807", "9007199254740993", "0"),
          text("bigint unsigned", "0", "18446744073709551615", "9223372036854775808"),
          text("decimal(65,0)", "9".repeat(65), "-" + "9".repeat(65), "0"),
          text("decimal(38,38)", "0." + "9".repeat(38), "-0." + "0".repeat(37) + "1", "0"),
          text("decimal(65,30)", "-" + "9".repeat(35) + "." + "9".repeat(30), "1.5", "0"),
          text("decimal(8,3) unsigned zerofill", "99999.999", "0.001", "0"),
          new Column(
              "float",
              Back.FLOAT,
              List.of("0.1", "-123.456", "0", "1.5", "-0.0e0"),
              List.of("123456.789", "16777216", "3.40282346e38", "-1.17549435e-38")),
          text(
              "double",
              "1.7976931348623157e308",
              "-1.7976931348623157e308",
              "2.2250738585072014e-308",
              "4.9e-324",
              "-0.0e0",
              "0.1",
              "0"),
          text("double(20,5)", "123456789.12345", "-0.00001", "0"),
          new Column("bit(1)", Back.ONE_BIT, List.of("b'0'", "b'1'"), List.of()),
          new Column("bit(7)", Back.BITS, List.of("b'0'", "b'1111111'", "b'0100001'"), List.of()),
          new Column(
              "bit(64)",
              Back.BITS,
              List.of("0", "18446744073709551615", "9223372036854775808", "1"),
              List.of()),
          text("char(5)", "''", "'a'", "'É€😀'", "' a'"),
          text("char(5) character set latin1", "'Grüße'", "'€'"),
          text("varchar(50)", "''", "' '", "'a  '", "'\\0\\n\\t'", "'it''s \\\\ \"so\"'", "'😀'"),
          text("varchar(5) character set utf16", "'é😀'", "''"),
          text("tinytext", "''", "repeat('a', 255)", "'null'"),
          text("text", "repeat('€', 20000)", "'{\"a\":1}'", "''"),
          text("mediumtext", "repeat('x', 100000)", "''"),
          text("longtext", "repeat('y', 200000)", "'true'", "''"),
          bytes("binary(4)", "''", "x'00'", "x'ffffffff'", "x'20202020'"),
          bytes("varbinary(8)", "''", "x'00'", "x'0000'", "x'ff20'"),
          bytes("tinyblob", "''", "x'00'", "repeat(x'ff', 255)"),
          bytes("blob", "''", "repeat(x'00', 5)", "repeat(x'c3', 60000)"),
          bytes("mediumblob", "''", "repeat(x'80', 100000)"),
          bytes("longblob", "''", "repeat(x'fe', 200000)"),
          bytes("char(3) character set binary", "x'ff'", "''"),
          text("enum('small','it''s','a,b','','Ü')", "'small'", "'it''s'", "'a,b'", "''", "'Ü'"),
          text("set('a','b','c d')", "''", "'a'", "'a,b,c d'", "'c d'"),
          text("date", "'0001-01-01'", "'9999-12-31'", "'1582-10-10'", "'2024-02-29'"),
          text("datetime", "'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'1582-10-15'")
              .withOnlyInLog("'1582-10-10 12:00'"),
          text("datetime(6)", "'0001-01-01 00:00:00.000001'", "'9999-12-31 23:59:59.999999'"),
          instant("timestamp null", "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'"),
          instant(
              "timestamp(6) null", "'1970-01-01 00:00:00.000001'", "'2038-01-19 03:14:07.999999'"),
          text("time", "'-838:59:59'", "'838:59:59'", "'00:00:00'", "'24:00:00'"),
          text("time(6)", "'-838:59:59.999999'", "'838:59:59.999999'", "'-00:00:00.000001'"),
          new Column("year", Back.YEAR, List.of("1901", "2155", "1970"), List.of("0")),
          text("json", "'null'", "'{}'", "'[1.0, 1e400, \"\\\\u0000\"]'", "'0'"),
          text(
              "uuid",
              "'00000000-0000-0000-0000-000000000000'",
              "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
          geometry("point", "point(0,0)", "point(-1.5,1e300)"),
          geometry("linestring", "st_geomfromtext('LINESTRING(0 0,1 1,-2 3)')"),
          geometry("polygon", "st_geomfromtext('POLYGON((0 0,0 3,3 3,0 0))')"),
          geometry("multipoint", "st_geomfromtext('MULTIPOINT((0 0),(1 2))')"),
          geometry(
              "geometrycollection", "st_geomfromtext('GEOMETRYCOLLECTION(POINT(1 2),POINT(0 0))')"),
          geometry("geometry", "point(1,2)", "st_geomfromtext('LINESTRING(0 0,1 1)')"));

  private MariaDbRoundTripColumns() {}

  private static Column text(String type, String... samples) {
    return new Column(type, Back.TEXT, Arrays.asList(samples), List.of());
  }

  private static Column bytes(String type, String... samples) {
    return new Column(type, Back.BYTES, Arrays.asList(samples), List.of());
  }

  private static Column instant(String type, String... samples) {
    return new Column(type, Back.INSTANT, Arrays.asList(samples), List.of());
  }

  private static Column geometry(String type, String... samples) {
    return new Column(type, Back.GEOMETRY, Arrays.asList(samples), List.of());
  }
}
