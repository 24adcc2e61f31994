package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.headwater.capture.capture.ValueSamples.Sample;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Value;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The derived schemas of columns against what the engine and the normalizer make of values. */
final class ColumnSchemasIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** Types whose form is not promised, domains and odd values, whatever their form is. */
  private static final List<Sample> MORE =
      Stream.of(
              "oid|4294967295",
              "bit varying(1)|B'1'",
              "bit varying(8)|B'101'",
              "numeric(6,2)[]|'{1.50}'",
              "real[]|'{1.5,NaN,-Infinity}'",
              "double precision[]|'{1.5,NaN}'",
              "smallint[]|'{1}'",
              "bigint[]|'{1}'",
              "boolean[]|'{t,NULL}'",
              "varchar(3)[]|'{abc}'",
              "char(3)[]|'{a}'",
              "uuid[]|'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'",
              "inet[]|'{10.0.0.1/8}'",
              "cidr[]|'{10.0.0.0/8}'",
              "macaddr[]|'{08:00:2b:01:02:03}'",
              "time[]|'{24:00}'",
              "timetz[]|'{10:00+02}'",
              "timestamptz[]|'{2026-11-20 09:11:00+02,infinity}'",
              "json[]|'{1,NULL}'",
              "citext[]|'{a}'",
              "hstore[]|'{a=>1}'",
              "oid[]|'{1}'",
              "int4range[]|'{\"[1,5)\"}'",
              "pair[]|'{\"(1,x)\"}'",
              "cents[]|'{1.50}'",
              "tsvector[]|'{a}'",
              "pg_lsn[]|'{16/B374D848}'",
              "box[]|'{(1,2),(3,4)}'",
              "citext|'a'",
              "name|'a'",
              "\"char\"|'a'",
              "cidr|'10.0.0.0/8'",
              "macaddr|'08:00:2b:01:02:03'",
              "macaddr8|'08:00:2b:01:02:03:04:05'",
              "ltree|'a.b'",
              "tsquery|'a & b'",
              "numrange|'[1,2)'",
              "tstzrange|'[2026-11-20,)'",
              "circle|'<(1,2),3>'",
              "line|'{1,2,3}'",
              "lseg|'[(1,2),(3,4)]'",
              "path|'[(1,2)]'",
              "polygon|'((1,2))'",
              "jsonpath|'$.a'",
              "xid|'1'",
              "regclass|'pg_class'",
              "txid_snapshot|'10:20:'",
              "int2vector|'1 2'",
              "json|'{\"a\":1,\"a\":2}'",
              "json|'null'",
              "json|'[1]'",
              "jsonb|'\"text\"'",
              "numeric(6,2)|'NaN'",
              "real|'Infinity'",
              "date|'0044-03-15 BC'",
              "timestamp|'0044-03-15 12:00 BC'",
              "bytea|''",
              "hstore|''",
              "d_int|1",
              "d_smallint|1",
              "d_bigint|1",
              "d_real|'NaN'",
              "d_double|1.5",
              "d_boolean|true",
              "d_text|'a'",
              "d_varchar|'a'",
              "d_char|'a'",
              "d_uuid|'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
              "d_date|'infinity'",
              "d_time|'10:00'",
              "d_timetz|'10:00+02'",
              "d_timestamp|'2026-11-20 09:11'",
              "d_timestamptz|'infinity'",
              "d_cents|1.50",
              "d_numeric|'NaN'",
              "d_jsonb|'[1]'",
              "d_bytea|'a'",
              "d_bit|B'1'",
              "d_texts|'{a}'",
              "d_money|'1.50'",
              "d_interval|'1 day'",
              "d_hstore|'a=>1'",
              "d_point|'(1,2)'",
              "d_inet|'10.0.0.1/8'")
          .map(sample -> sample.split("\\|", 2))
          .map(sample -> new Sample(sample[0], sample[1], ""))
          .toList();

  private static final String[] MORE_TYPES = {
    "create extension if not exists citext",
    "create extension if not exists ltree",
    "create domain d_int as int",
    "create domain d_smallint as smallint",
    "create domain d_bigint as bigint",
    "create domain d_real as real",
    "create domain d_double as double precision",
    "create domain d_boolean as boolean",
    "create domain d_text as text",
    "create domain d_varchar as varchar(5) not null",
    "create domain d_char as char(5)",
    "create domain d_uuid as uuid",
    "create domain d_date as date",
    "create domain d_time as time",
    "create domain d_timetz as timetz",
    "create domain d_timestamp as timestamp",
    "create domain d_timestamptz as timestamptz",
    "create domain d_cents as cents",
    "create domain d_numeric as numeric",
    "create domain d_jsonb as jsonb",
    "create domain d_bytea as bytea",
    "create domain d_bit as bit(1)",
    "create domain d_texts as text[]",
    "create domain d_money as money",
    "create domain d_interval as interval",
    "create domain d_hstore as hstore",
    "create domain d_point as point",
    "create domain d_inet as inet",
  };

  private static final List<Sample> ALL =
      Stream.concat(ValueSamples.ALL.stream(), MORE.stream()).toList();
  private static final TableName VALUES = new TableName("public", "every_value");
  private static final TableName DECLARED = new TableName("public", "declared");

  private static ShopDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(4);
    database.run(ValueSamples.TYPES);
    database.run(MORE_TYPES);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void acceptEveryValueThatTheNormalizerGives() throws Exception {
    StringBuilder columns = new StringBuilder("create table every_value (id int primary key");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < ALL.size(); i++) {
      columns.append(", c").append(i).append(' ').append(ALL.get(i).type());
      values.append(", ").append(ALL.get(i).sql());
    }
    // The one column that can not be null.
    String insertOthers = "insert into every_value (id, c%d) values (2, 'a')";
    database.run(
        columns + ")",
        "insert into every_value values (1" + values + ")",
        insertOthers.formatted(indexOf("d_varchar")));
    SourceColumns found = look(VALUES, IntStream.range(0, ALL.size()).mapToObj(i -> "c" + i));
    InMemoryChangeLog log = new InMemoryChangeLog();

    CaptureEngine.Running engine =
        EmbeddedEngine.start(
            database.settings("values", Map.of(), TransactionLimits.DEFAULT, VALUES),
            log.open(),
            new SimpleMeterRegistry());
    log.awaitEvents(engine, 2);
    database.run("insert into every_value values (3" + values + ")");
    log.awaitEvents(engine, 3);
    engine.stop(WAIT);

    assertThat(log.quarantined()).isEmpty();
    List<String> refused = new ArrayList<>();
    for (ChangeEvent event : log.events()) {
      refused.addAll(refused(event, found.wide()));
      refused.addAll(refused(event, found.strict()));
    }
    assertThat(refused).isEmpty();
  }

  private static int indexOf(String type) {
    return IntStream.range(0, ALL.size())
        .filter(i -> ALL.get(i).type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> refused(ChangeEvent event, SourceCatalogue catalogue) {
    List<String> refused = new ArrayList<>();
    Value.Obj row = event.after().orElseThrow();
    for (int i = 0; i < ALL.size(); i++) {
      String schema = schema(catalogue, VALUES, "c" + i);
      String json = row.require("c" + i).toJson();
      if (!accepts(schema, json)) {
        refused.add(
            "%s %s: %s refuses %s".formatted(ALL.get(i).type(), ALL.get(i).sql(), schema, json));
      }
    }
    return refused;
  }

  private static boolean accepts(String schema, String json) {
    Schema compiled = SCHEMAS.getSchema(schema);
    return compiled
        .validate(
            json,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .isEmpty();
  }

  @Test
  void tellWhatTheTableDeclares() throws Exception {
    database.run(
        """
        create table declared (
          id int primary key, small smallint not null, code varchar(10), flag bit(1) not null,
          feeling mood, price numeric(10,2) not null, tags text[], doc jsonb not null,
          kind d_varchar, raw bytea not null, key uuid not null)
        """,
        "comment on table declared is 'What is declared.'",
        "comment on column declared.code is 'Grüße'");
    SourceColumns found = look(DECLARED, Stream.of("id", "code"));

    assertThat(found.wide().comment(DECLARED)).contains("What is declared.");
    assertThat(schemas(found.wide()))
        .containsExactly(
            "id {\"type\":\"integer\"}",
            "small {\"type\":[\"integer\",\"null\"]}",
            "code {\"description\":\"Grüße\",\"type\":[\"string\",\"null\"]}",
            "flag {\"type\":[\"boolean\",\"null\"]}",
            "feeling {\"type\":[\"string\",\"null\"]}",
            "price {\"type\":[\"number\",\"string\",\"null\"],\"pattern\":\"^(NaN|-?Infinity)$\"}",
            "tags {\"type\":[\"array\",\"null\"],\"items\":{\"type\":[\"string\",\"null\"]}}",
            "doc {}",
            "kind {\"type\":[\"string\",\"null\"]}",
            "raw {\"type\":[\"string\",\"null\"],\"contentEncoding\":\"base64\"}",
            "key {\"type\":[\"string\",\"null\"]}");
    assertThat(schemas(found.strict()))
        .containsExactly(
            "id {\"type\":\"integer\",\"minimum\":-2147483648,\"maximum\":2147483647}",
            "small {\"type\":\"integer\",\"minimum\":-32768,\"maximum\":32767}",
            "code {\"description\":\"Grüße\",\"type\":[\"string\",\"null\"],\"maxLength\":10}",
            "flag {\"type\":\"boolean\"}",
            "feeling {\"type\":[\"string\",\"null\"],\"enum\":[\"sad\",\"so-so\",null]}",
            "price {\"type\":[\"number\",\"string\"],\"pattern\":\"^(NaN|-?Infinity)$\"}",
            "tags {\"type\":[\"array\",\"null\"],\"items\":{\"type\":[\"string\",\"null\"]}}",
            "doc {}",
            "kind {\"type\":\"string\",\"maxLength\":5}",
            "raw {\"type\":\"string\",\"contentEncoding\":\"base64\"}",
            "key {\"type\":\"string\",\"format\":\"uuid\"}");
    assertThat(found.wide().column(DECLARED, "absent")).isEmpty();
    assertThat(found.wide().column(VALUES, "id")).isEmpty();
  }

  private static List<String> schemas(SourceCatalogue catalogue) {
    return Stream.of(
            "id", "small", "code", "flag", "feeling", "price", "tags", "doc", "kind", "raw", "key")
        .map(column -> column + " " + schema(catalogue, DECLARED, column))
        .toList();
  }

  private static String schema(SourceCatalogue catalogue, TableName table, String column) {
    return catalogue.column(table, column).orElseThrow().schema().toJson();
  }

  private static SourceColumns look(TableName table, Stream<String> columns) {
    return SourceCheck.findings(
            database.pasted(),
            List.of(
                new TableNeed(
                    table,
                    columns.collect(Collectors.toSet()),
                    key -> Set.of(),
                    Set.of(),
                    Set.of())))
        .columns();
  }
}
