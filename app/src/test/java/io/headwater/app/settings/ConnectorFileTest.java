package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorFileTest {

  private static final String SECRET = "s3cr3t-pa$$word\\1";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("DB_PASSWORD", SECRET, "DB_HOST", "db.example");

  @TempDir private Path folder;
  private TestFiles files = new TestFiles(Path.of(""));

  @BeforeEach
  void useFolder() {
    files = new TestFiles(folder);
  }

  private ConnectorFile.Loaded read(String name, String content) {
    return ConnectorFile.read(files.write(name, content), ENVIRONMENT);
  }

  private List<String> problemsOf(String name, String content) {
    return files.lines(read(name, content).problems());
  }

  @Test
  void readsConnectJsonWithItsFrame() {
    ConnectorFile.Loaded loaded =
        read(
            "shop.json",
            """
            {
              "name": "shop",
              "config": {
                "snapshot.mode": "custom",
                "snapshot.mode.custom.name": "x",
                "database.port": 5432,
                "slot.drop.on.stop": false,
                "database.password": "${env:DB_PASSWORD}"
              },
              "tasks": []
            }
            """);

    assertThat(files.lines(loaded.problems())).isEmpty();
    ConnectorFile connector = loaded.connector();
    assertThat(connector.settings())
        .containsExactly(
            Map.entry("snapshot.mode", "custom"),
            Map.entry("snapshot.mode.custom.name", "x"),
            Map.entry("database.port", "5432"),
            Map.entry("slot.drop.on.stop", "false"),
            Map.entry("database.password", SECRET));
    assertThat(connector.lines())
        .containsEntry("snapshot.mode", 4)
        .containsEntry("database.password", 8);
    assertThat(connector.ignored()).containsExactly("tasks");
  }

  @Test
  void readsFlatConnectJson() {
    ConnectorFile connector =
        read(
                "shop.json",
                "{\"offset.storage.topic\": \"t\", \"offset.storage\": \"Y\",\n\"name\": \"shop\"}")
            .connector();

    assertThat(connector.settings())
        .containsExactly(
            Map.entry("offset.storage.topic", "t"),
            Map.entry("offset.storage", "Y"),
            Map.entry("name", "shop"));
    assertThat(connector.problem("name", "is odd", "change it"))
        .isEqualTo(new Problem(folder + "/shop.json", 2, "is odd", "change it"));
  }

  @Test
  void readsProperties() {
    ConnectorFile.Loaded loaded =
        read(
            "shop.properties",
            """
            # a comment that ends in a backslash \\
            snapshot.mode=custom
              snapshot.mode.custom.name : x

            table.include.list=public.a,\\
                public.b,\\
                public.c
            ! another comment
            database.hostname ${ENV:DB_HOST}
            database.password=${env:DB_PASSWORD}
            path=C\\:\\\\dir\\u0021
            folder=C:\\\\
            slot.name=s
            """);

    assertThat(files.lines(loaded.problems())).isEmpty();
    assertThat(loaded.connector().settings())
        .containsExactly(
            Map.entry("snapshot.mode", "custom"),
            Map.entry("snapshot.mode.custom.name", "x"),
            Map.entry("table.include.list", "public.a,public.b,public.c"),
            Map.entry("database.hostname", "db.example"),
            Map.entry("database.password", SECRET),
            Map.entry("path", "C:\\dir!"),
            Map.entry("folder", "C:\\"),
            Map.entry("slot.name", "s"));
    assertThat(loaded.connector().lines())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "snapshot.mode", 2,
                "snapshot.mode.custom.name", 3,
                "table.include.list", 5,
                "database.hostname", 9,
                "database.password", 10,
                "path", 11,
                "folder", 12,
                "slot.name", 13));
  }

  @Test
  void readsTheSourceOfDebeziumServersProperties() {
    ConnectorFile connector =
        read(
                "application.properties",
                """
                debezium.sink.type=kafka
                debezium.source.snapshot.mode=custom
                debezium.source.snapshot.mode.custom.name=x
                quarkus.log.level=INFO
                """)
            .connector();

    assertThat(connector.settings())
        .containsExactly(
            Map.entry("snapshot.mode", "custom"), Map.entry("snapshot.mode.custom.name", "x"));
    assertThat(connector.lines()).containsEntry("snapshot.mode.custom.name", 3);
    assertThat(connector.ignored()).containsExactly("debezium.sink.type", "quarkus.log.level");
  }

  @Test
  void refusesVariablesThatAreNotSetAndOtherPlaceholders() {
    assertThat(
            problemsOf(
                "shop.json",
                """
                {"database.user": "${env:NOBODY}",
                 "database.password": "${file:/etc/secret:key}",
                 "route.topic.replacement": "outbox.${routedByValue}"}
                """))
        .containsExactly(
            "shop.json:1: 'database.user' needs the environment variable NOBODY, which is not set;"
                + " mend: set NOBODY",
            "shop.json:2: 'database.password' has a ${file:…} placeholder, which is not supported;"
                + " mend: put the value into an environment variable and write ${env:NAME}");
    assertThat(
            problemsOf(
                "application.properties",
                "debezium.source.topic.prefix=shop\n"
                    + "debezium.source.database.password=${DB_PASSWORD}\n"))
        .containsExactly(
            "application.properties:2: 'database.password' has the placeholder ${DB_PASSWORD},"
                + " which is not understood here; mend: write ${env:DB_PASSWORD}");
  }

  @Test
  void refusesKeysThatAppearTwice() {
    assertThat(problemsOf("shop.json", "{\"a\": \"1\",\n\"a\": \"2\"}"))
        .containsExactly("shop.json:2: 'a' appears twice; mend: remove one of them");
    assertThat(problemsOf("shop.properties", "a=1\nb=1\na=2\n"))
        .containsExactly("shop.properties:3: 'a' appears twice; mend: remove one of them");
  }

  @Test
  void refusesValuesThatAreNotPlain() {
    assertThat(problemsOf("shop.json", "{\"a\": {\"b\": \"c\"},\n\"d\": null}"))
        .containsExactly(
            "shop.json:1: 'a' is not a text, number or boolean;"
                + " mend: write its value as a text, or remove it",
            "shop.json:2: 'd' is not a text, number or boolean;"
                + " mend: write its value as a text, or remove it");
    assertThat(problemsOf("shop.properties", "a=1\nb=\\u00zz\n"))
        .containsExactly(
            "shop.properties:2: a \\u escape is not four hexadecimal digits; mend: correct it");
  }

  @Test
  void refusesFilesItCannotRead() {
    assertThat(files.lines(ConnectorFile.read(folder.resolve("no.json"), Map.of()).problems()))
        .containsExactly(
            "no.json: the file does not exist;"
                + " mend: create it, or correct its source's 'connector'");
    assertThat(problemsOf("shop.conf", "a = 1"))
        .containsExactly(
            "shop.conf: connector settings are read from .json and .properties files only;"
                + " mend: rename the file after its format");
    assertThat(problemsOf("shop.json", "[1]"))
        .containsExactly(
            "shop.json:1: not a JSON object; mend: paste the connector's JSON as it is");
  }

  @Test
  void neverShowsAValue() {
    ConnectorFile.Loaded broken =
        read("shop.json", "{\"database.password\": \"" + "hunter2" + "\",\n hunter2 }");
    ConnectorFile.Loaded sound = read("ok.json", "{\"database.password\": \"hunter2\"}");

    assertThat(files.lines(broken.problems()))
        .containsExactly(
            "shop.json:2: not JSON; mend: check the quotes, braces and commas here and just above");
    assertThat(sound.connector().settings()).containsEntry("database.password", "hunter2");
    assertThat(sound.toString()).contains("database.password").doesNotContain("hunter2");
  }
}
