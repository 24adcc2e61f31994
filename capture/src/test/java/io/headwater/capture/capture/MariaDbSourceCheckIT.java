package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is found in a MariaDB source before it is captured. */
final class MariaDbSourceCheckIT {

  private static MariaDbShop database;

  @BeforeAll
  static void start() throws Exception {
    database = new MariaDbShop();
    database.run(
        "create table widgets (id int primary key comment 'its number', name varchar(20) not null,"
            + " kind enum('a','b''c'), size smallint unsigned, raw varbinary(8), ok bit(1),"
            + " bits bit(3), price decimal(10,2)) comment 'all widgets'",
        "create table keyless (id int, name text)",
        "create table colors (id int primary key, widget_id int not null, color text,"
            + " constraint owner foreign key (widget_id) references widgets (id)"
            + " on delete cascade)",
        "create table hosts (id int primary key, address inet6)",
        "create user 'reader'@'%' identified by 'reader'",
        "grant select on shop.* to 'reader'@'%'");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static List<String> problems(Map<String, String> connector, TableNeed... needs) {
    return SourceCheck.findings(DatabaseVendor.MARIADB, connector, List.of(needs))
        .problems()
        .stream()
        .map(SourceProblem::toString)
        .toList();
  }

  private static TableNeed need(String table, Set<String> columns, Set<String> identity) {
    return new TableNeed(
        MariaDbShop.table(table), columns, key -> Set.of(), Set.of(identity), Set.of());
  }

  @Test
  void findsNothingWrongWithAFitSource() {
    SourceFindings findings =
        SourceCheck.findings(
            DatabaseVendor.MARIADB,
            database.pasted(),
            List.of(need("widgets", Set.of("id", "name"), Set.of("id"))));

    assertThat(findings.problems()).isEmpty();
    assertThat(findings.partlyLogged()).isEmpty();
    TableName widgets = MariaDbShop.table("widgets");
    assertThat(findings.columns().strict().comment(widgets)).contains("all widgets");
    assertThat(
            List.of("id", "name", "kind", "size", "raw", "ok", "bits", "price").stream()
                .map(column -> findings.columns().strict().column(widgets, column).orElseThrow())
                .map(schema -> ((Value) schema.schema()).toJson()))
        .containsExactly(
            "{\"description\":\"its number\",\"type\":\"integer\",\"minimum\":-2147483648,\"maximum\":2147483647}",
            "{\"type\":\"string\",\"maxLength\":20}",
            "{\"type\":[\"string\",\"null\"],\"enum\":[\"\",\"a\",\"b'c\",null]}",
            "{\"type\":[\"integer\",\"null\"],\"minimum\":0,\"maximum\":65535}",
            "{\"type\":[\"string\",\"null\"],\"contentEncoding\":\"base64\"}",
            "{\"type\":[\"boolean\",\"null\"]}",
            "{\"type\":[\"string\",\"null\"]}",
            "{\"type\":[\"number\",\"null\"]}");
  }

  @Test
  void saysWhatIsWrongWithTables() {
    assertThat(
            problems(
                database.pasted(),
                need("widget", Set.of("id"), Set.of("id")),
                need("widgets", Set.of("id", "nmae"), Set.of("name")),
                need("keyless", Set.of("id"), Set.of("id")),
                need("hosts", Set.of("id"), Set.of("id")),
                need("colors", Set.of("id"), Set.of("id"))))
        .containsExactly(
            "table shop.widget does not exist, or the user may not see it; mend: correct the mapping, or create the table; the database's tables are colors, hosts, keyless, widgets",
            "table shop.widgets has no column 'nmae'; mend: correct the mapping; its columns are id, name, kind, size, raw, ok, bits, price",
            "several rows of table shop.widgets may have the same name, by which the mapping tells them apart; mend: write key = [id], its primary key, or run ALTER TABLE shop.widgets ADD UNIQUE (name)",
            "table shop.keyless has no primary key; mend: run ALTER TABLE shop.keyless ADD PRIMARY KEY (…)",
            "several rows of table shop.keyless may have the same id, by which the mapping tells them apart; mend: write key = [], its primary key, or run ALTER TABLE shop.keyless ADD UNIQUE (id)",
            "column 'address' of table shop.hosts is of type inet6, which the engine does not know, so it cannot read the table; mend: change the column's type, for example to varbinary or varchar",
            "rows of table shop.colors change with those that foreign key owner refers to, which the server does not log; mend: make it ON DELETE RESTRICT ON UPDATE RESTRICT, and change these rows by statements or triggers");
  }

  @Test
  void saysWhichPrivilegesAreMissing() {
    Map<String, String> connector = database.pasted();
    connector.put("database.user", "reader");
    connector.put("database.password", "reader");

    assertThat(problems(connector, need("widgets", Set.of("id"), Set.of("id"))))
        .extracting(problem -> problem.substring(0, problem.indexOf(';')))
        .containsExactly(
            "the user lacks the privilege REPLICATION SLAVE",
            "the user lacks the privilege REPLICATION CLIENT",
            "the user lacks the privilege RELOAD");
  }

  @Test
  void saysHowTheServerIsToLog() throws Exception {
    try (MariaDbShop own =
        new MariaDbShop(
            "--binlog-format=MIXED",
            "--binlog-row-image=MINIMAL",
            "--binlog-expire-logs-seconds=600")) {
      assertThat(problems(own.pasted()))
          .containsExactly(
              "binlog_format is 'MIXED', which does not log rows; mend: run SET GLOBAL binlog_format = 'ROW', set it in the server's configuration too, and let all clients connect anew",
              "binlog_row_image is 'MINIMAL', which does not log whole rows; mend: run SET GLOBAL binlog_row_image = 'FULL', set it in the server's configuration too, and let all clients connect anew",
              "binlog_expire_logs_seconds is 600: after a longer stop the log would be gone; mend: run SET GLOBAL binlog_expire_logs_seconds = 604800, or more");
    }
    try (MariaDbShop own = new MariaDbShop("--skip-log-bin")) {
      assertThat(problems(own.pasted()))
          .containsExactly(
              "the server writes no binary log; mend: add log_bin to the server's configuration, then restart it");
    }
  }

  @Test
  void saysThatItCannotConnectWithoutThePassword() {
    Map<String, String> connector = database.pasted();
    connector.put("database.password", "hunter2");

    assertThat(problems(connector))
        .singleElement()
        .asString()
        .startsWith("cannot connect to jdbc:mariadb://127.0.0.1:")
        .doesNotContain("hunter2");
  }
}
