package io.headwater.capture.capture;

import java.util.List;

/** Values of every type of column that {@code docs/change-event.md} lists for MariaDB. */
final class MariaDbSamples {

  /** A column's type, a value as SQL, and its JSON form. */
  record Sample(String type, String sql, String json) {}

  static final List<Sample> ALL =
      List.of(
          new Sample("tinyint", "-128", "-128"),
          new Sample("tinyint unsigned", "255", "255"),
          new Sample("tinyint(1)", "1", "1"),
          new Sample("boolean", "false", "0"),
          new Sample("smallint", "-32768", "-32768"),
          new Sample("smallint unsigned", "65535", "65535"),
          new Sample("mediumint", "-8388608", "-8388608"),
          new Sample("mediumint unsigned", "16777215", "16777215"),
          new Sample("int", "-2147483648", "-2147483648"),
          new Sample("int unsigned", "4294967295", "4294967295"),
          new Sample("int(10) unsigned zerofill", "42", "42"),
          new Sample("bigint", "-9223372036854775808", "-9223372036854775808"),
          new Sample("bigint unsigned", "18446744073709551615", "18446744073709551615"),
          new Sample("bigint unsigned", "0", "0"),
          new Sample(
              "decimal(65,30)",
              "-12345678901234567890123456789012345.000000000000000000000000000001",
              "-12345678901234567890123456789012345.000000000000000000000000000001"),
          new Sample("decimal(10,2)", "1.5", "1.50"),
          new Sample("decimal(5)", "-99999", "-99999"),
          new Sample("decimal(8,3) unsigned zerofill", "1.25", "1.250"),
          new Sample("decimal(30,30)", "0", "0.000000000000000000000000000000"),
          new Sample("float", "0.1", "0.1"),
          new Sample("float(10,3)", "12345.678", "12345.677734375"),
          new Sample("double", "1.7976931348623157e308", "1.7976931348623157E308"),
          new Sample("float", "-123.456", "-123.456"),
          new Sample("double", "0.1", "0.1"),
          new Sample("double", "5e-324", "4.9E-324"),
          new Sample("double", "-0.30000000000000004", "-0.30000000000000004"),
          new Sample("double unsigned", "2.5", "2.5"),
          new Sample("bit(1)", "b'1'", "true"),
          new Sample("bit(5)", "b'00101'", "\"00101\""),
          new Sample(
              "bit(64)",
              "18446744073709551615",
              "\"1111111111111111111111111111111111111111111111111111111111111111\""),
          new Sample("bit(10)", "b'1000000001'", "\"1000000001\""),
          new Sample("char(4)", "'ab'", "\"ab\""),
          new Sample("varchar(20)", "' Grüße 😀 '", "\" Grüße 😀 \""),
          new Sample("varchar(5)", "''", "\"\""),
          new Sample("varchar(10) character set latin1", "'Grüße'", "\"Grüße\""),
          new Sample("char(5) collate utf8mb4_bin", "'É'", "\"É\""),
          new Sample("tinytext", "'12'", "\"12\""),
          new Sample("text", "'a''b\"c'", "\"a'b\\\"c\""),
          new Sample("mediumtext", "'x'", "\"x\""),
          new Sample("longtext", "char(10)", "\"\\n\""),
          new Sample("binary(4)", "x'dead'", "\"3q0AAA==\""),
          new Sample("binary(2)", "x'0000'", "\"AAA=\""),
          new Sample("varbinary(10)", "x'deadbeef00'", "\"3q2+7wA=\""),
          new Sample("char(3) character set binary", "x'ff'", "\"/wAA\""),
          new Sample("tinyblob", "x'00'", "\"AA==\""),
          new Sample("blob", "x'deadbeef'", "\"3q2+7w==\""),
          new Sample("mediumblob", "''", "\"\""),
          new Sample("longblob", "x'ff'", "\"/w==\""),
          new Sample("enum('small','it''s','a,b')", "'it''s'", "\"it's\""),
          new Sample("enum('small','a,b')", "'a,b'", "\"a,b\""),
          new Sample("set('a','b','c')", "'c,a'", "\"a,c\""),
          new Sample("set('a','b')", "''", "\"\""),
          new Sample("date", "'2026-11-20'", "\"2026-11-20\""),
          new Sample("date", "'0001-01-01'", "\"0001-01-01\""),
          new Sample("date", "'9999-12-31'", "\"9999-12-31\""),
          new Sample("date", "'1582-10-04'", "\"1582-10-04\""),
          new Sample("date", "'1000-01-01'", "\"1000-01-01\""),
          new Sample("datetime", "'2026-11-20 09:11:00'", "\"2026-11-20T09:11:00\""),
          new Sample("datetime(3)", "'2026-11-20 09:11:00.120'", "\"2026-11-20T09:11:00.12\""),
          new Sample(
              "datetime(6)", "'9999-12-31 23:59:59.999999'", "\"9999-12-31T23:59:59.999999\""),
          new Sample(
              "datetime(6)", "'1000-01-01 00:00:00.000001'", "\"1000-01-01T00:00:00.000001\""),
          new Sample("datetime", "'1970-01-01 00:00:00'", "\"1970-01-01T00:00:00\""),
          new Sample("timestamp null", "'2026-11-20 09:11:00'", "\"2026-11-20T09:11:00Z\""),
          new Sample(
              "timestamp(6) null",
              "'2038-01-19 03:14:07.999999'",
              "\"2038-01-19T03:14:07.999999Z\""),
          new Sample(
              "timestamp(3) null", "'2026-11-20 09:11:00.120'", "\"2026-11-20T09:11:00.12Z\""),
          new Sample("timestamp(6) null", "'1970-01-01 00:00:01'", "\"1970-01-01T00:00:01Z\""),
          new Sample("time", "'-838:59:59'", "\"-838:59:59\""),
          new Sample("time(6)", "'838:59:59.999999'", "\"838:59:59.999999\""),
          new Sample("time(6)", "'-00:00:00.000001'", "\"-00:00:00.000001\""),
          new Sample("time", "'24:00:00'", "\"24:00:00\""),
          new Sample("time(2)", "'23:59:59.90'", "\"23:59:59.9\""),
          new Sample("time", "'00:00:00'", "\"00:00:00\""),
          new Sample("year", "2155", "2155"),
          new Sample("year", "1901", "1901"),
          new Sample(
              "json", "'{\"b\": 1.0, \"a\": [null]}'", "\"{\\\"b\\\": 1.0, \\\"a\\\": [null]}\""),
          new Sample(
              "uuid",
              "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
              "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\""),
          new Sample(
              "point",
              "point(1.5,-2)",
              "{\"x\":1.5,\"y\":-2.0,\"wkb\":\"AQEAAAAAAAAAAAD4PwAAAAAAAADA\",\"srid\":null}"),
          new Sample(
              "geometry",
              "ST_GeomFromText('LINESTRING(0 0,1 1)')",
              "{\"wkb\":\"AQIAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPA/AAAAAAAA8D8=\",\"srid\":null}"),
          new Sample("int invisible", "7", "7"),
          new Sample("int as (1 + 1) persistent", "default", "2"));

  private MariaDbSamples() {}
}
