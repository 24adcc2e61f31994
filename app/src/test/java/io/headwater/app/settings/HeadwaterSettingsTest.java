package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadwaterSettingsTest {

  @TempDir private Path folder;
  private TestFiles files = new TestFiles(Path.of(""));

  @BeforeEach
  void useFolder() {
    files = new TestFiles(folder);
  }

  private HeadwaterSettings.Loaded load(String content, Map<String, String> environment) {
    return HeadwaterSettings.load(files.write("application.conf", content), environment);
  }

  private HeadwaterSettings settings(String content) {
    return load(content, Map.of()).require();
  }

  private List<String> problemsOf(String content) {
    return files.lines(load(content, Map.of()).problems());
  }

  @Test
  void hasADefaultForEverything() {
    HeadwaterSettings settings = settings("");
    long heap = Runtime.getRuntime().maxMemory();

    assertThat(settings.dataDir()).isEqualTo(folder.resolve(".headwater"));
    assertThat(settings.resources()).isEqualTo(folder.resolve("resources"));
    assertThat(settings.kafka())
        .isEqualTo(new HeadwaterSettings.Kafka("localhost:9092", Map.of(), 3));
    assertThat(settings.sources()).isEmpty();
    assertThat(settings.changes().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.produce())
        .isEqualTo(
            new HeadwaterSettings.Produce(
                16,
                1024 * 1024,
                16_000_000,
                2000,
                HeapShare.OPEN_CHANGES.fitting(heap),
                HeapShare.OPEN_CHARACTERS.fitting(heap),
                10_000,
                64_000_000,
                Duration.ofSeconds(10),
                HeapShare.ACTIVE_ENTITIES.fitting(heap)));
    assertThat(settings.http().port()).isBetween(0, 65_535);
  }

  @Test
  void holdsAsManyResourcesAsSaidOrAsFitTheHeap() {
    HeadwaterSettings.Produce said =
        settings(
                "headwater.produce { active-entities = 7, max-open-changes = 8, max-open-characters = 9 }")
            .produce();

    assertThat(said.activeEntities()).isEqualTo(7);
    assertThat(said.maxOpenChanges()).isEqualTo(8);
    assertThat(said.maxOpenCharacters()).isEqualTo(9);
    assertThat(HeapShare.ACTIVE_ENTITIES.fitting(512L << 20)).isEqualTo(16_384);
    assertThat(HeapShare.OPEN_CHANGES.fitting(512L << 20)).isEqualTo(8_192);
    assertThat(HeapShare.OPEN_CHARACTERS.fitting(512L << 20)).isEqualTo(16 << 20);
    assertThat(HeapShare.OPEN_CHARACTERS.fitting(1L << 20)).isEqualTo(1 << 20);
    assertThat(HeapShare.OPEN_CHARACTERS.fitting(Long.MAX_VALUE)).isEqualTo(1 << 29);
    assertThat(HeapShare.ACTIVE_ENTITIES.fitting(1L << 20)).isEqualTo(1_000);
    assertThat(HeapShare.ACTIVE_ENTITIES.fitting(Long.MAX_VALUE)).isEqualTo(100_000);
  }

  @Test
  void readsSourcesRelativeToTheFile() {
    HeadwaterSettings settings =
        settings(
            """
            headwater {
              data-dir = "../data"
              sources {
                shop { kind = postgresql, connector = "connectors/shop.json" }
                erp { kind = postgresql, connector = "/etc/erp.properties" }
              }
            }
            """);

    assertThat(settings.dataDir()).isEqualTo(folder.resolveSibling("data"));
    assertThat(settings.sources().values())
        .containsExactly(
            new Source.Database("erp", SourceKind.POSTGRESQL, Path.of("/etc/erp.properties")),
            new Source.Database(
                "shop", SourceKind.POSTGRESQL, folder.resolve("connectors").resolve("shop.json")));
  }

  @Test
  void takesTheEnvironmentWhereTheFileAsksForIt() {
    String content =
        """
        headwater.kafka.bootstrap-servers = "a:1"
        headwater.kafka.bootstrap-servers = ${?HEADWATER_KAFKA}
        headwater.http.port = ${?PORT}
        """;

    assertThat(settings(content).kafka().bootstrapServers()).isEqualTo("a:1");
    HeadwaterSettings overridden =
        load(content, Map.of("HEADWATER_KAFKA", "b:2", "PORT", "81")).require();
    assertThat(overridden.kafka().bootstrapServers()).isEqualTo("b:2");
    assertThat(overridden.http().port()).isEqualTo(81);
  }

  @Test
  void namesTheVariableWhoseValueIsWrong() {
    HeadwaterSettings.Loaded loaded =
        load("headwater.http.port = ${?PORT}", Map.of("PORT", "http"));

    assertThat(files.lines(loaded.problems()))
        .containsExactly(
            "environment variable PORT: 'headwater.http.port' must be a whole number;"
                + " mend: write a number from 0 to 65535");
    assertThatThrownBy(loaded::require)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("1 problem(s)")
        .hasMessageContaining("environment variable PORT");
  }

  @Test
  void refusesUnknownKeys() {
    assertThat(
            problemsOf(
                """
                headwater {
                  produce { partitons = 8 }
                  kafka {
                    bootstrap-server = ${?NOT_SET}
                  }
                  sources.shop { kind = postgresql, connector = "c.json", conector = 1 }
                  zzzzzz = 1
                }
                headwatr.produce.partitions = 3
                pekko.loglevel = INFO
                """))
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "application.conf:2: unknown key 'partitons' in headwater.produce;"
                            + " mend: did you mean 'partitions'?"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "application.conf:4: unknown key 'bootstrap-server' in headwater.kafka;"
                            + " mend: did you mean 'bootstrap-servers'?"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "application.conf:6: unknown key 'conector' in headwater.sources.shop;"
                            + " mend: did you mean 'connector'?"),
            line ->
                assertThat(line)
                    .startsWith(
                        "application.conf:7: unknown key 'zzzzzz' in headwater; mend: use one of"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "application.conf:9: unknown key 'headwatr';"
                            + " mend: did you mean 'headwater'?"));
  }

  @Test
  void refusesValuesOutOfRangeOrOfTheWrongType() {
    assertThat(
            problemsOf(
                """
                headwater.produce.partitions = 0
                headwater.produce.max-document-bytes = 1 MB of text
                headwater.produce.max-open-transactions = 1.5
                headwater.produce.command-timeout = 1 ms
                headwater.changes.retention = soon
                headwater.kafka.replication-factor = 0
                headwater.kafka.bootstrap-servers = [a]
                headwater.resources = 5
                headwater.http = 8080
                headwater.data-dir { a = b }
                """))
        .containsExactly(
            "application.conf:1: 'headwater.produce.partitions' must be from 1 to 10000, not 0;"
                + " mend: choose a value in that range",
            "application.conf:2: 'headwater.produce.max-document-bytes' must be a size;"
                + " mend: write a number and a unit, such as 1 MiB",
            "application.conf:3: 'headwater.produce.max-open-transactions' must be a whole number;"
                + " mend: write a number from 1 to 1000000",
            "application.conf:4: 'headwater.produce.command-timeout' must be from 100ms to 10m;"
                + " mend: choose a duration in that range",
            "application.conf:5: 'headwater.changes.retention' must be a duration;"
                + " mend: write a number and a unit, such as 10s",
            "application.conf:6: 'headwater.kafka.replication-factor' must not be 0;"
                + " mend: write the number of copies, or -1 for the broker's default",
            "application.conf:7: 'headwater.kafka.bootstrap-servers' must be text, not a list;"
                + " mend: write headwater.kafka.bootstrap-servers = \"…\"",
            "application.conf:8: 'headwater.resources' must be text, not a number;"
                + " mend: write headwater.resources = \"…\"",
            "application.conf:9: 'headwater.http' must be a block, not a number;"
                + " mend: write headwater.http { … }",
            "application.conf:10: 'headwater.data-dir' must be a value, not a block;"
                + " mend: write headwater.data-dir = …",
            "application.conf:10: 'headwater.data-dir' must be text, not a block;"
                + " mend: write headwater.data-dir = \"…\"");
  }

  @Test
  void refusesSourcesThatAreNotComplete() {
    assertThat(
            problemsOf(
                """
                headwater.sources {
                  a { connector = "a.json" }
                  b { kind = postgres }
                  C { kind = postgresql, connector = "c.json" }
                }
                """))
        .containsExactly(
            "application.conf:2: missing key 'kind' in headwater.sources.a;"
                + " mend: write kind = postgresql or mariadb or mysql",
            "application.conf:3: unknown kind 'postgres' in headwater.sources.b;"
                + " mend: did you mean 'postgresql'?",
            "application.conf:3: missing key 'connector' in headwater.sources.b;"
                + " mend: write connector = \"connectors/b.json\", its settings file",
            "application.conf:4: source name 'C' is not valid; mend: use a lower-case letter, then"
                + " lower-case letters, digits, - or _, at most 64");
  }

  @Test
  void keepsKafkaPropertiesAndTheirSecretsToItself() {
    HeadwaterSettings.Loaded loaded =
        load(
            "headwater.kafka.properties { \"security.protocol\" = SSL,"
                + " \"sasl.jaas.config\" = ${?JAAS}, \"security.protocol.map\" = 1 }",
            Map.of("JAAS", "hunter2"));

    assertThat(loaded.require().kafka().properties())
        .containsExactly(
            Map.entry("sasl.jaas.config", "hunter2"),
            Map.entry("security.protocol", "SSL"),
            Map.entry("security.protocol.map", "1"));
    assertThat(loaded.toString()).contains("sasl.jaas.config").doesNotContain("hunter2");
  }

  @Test
  void refusesKafkaPropertiesWithoutQuotesOrWithoutChoice() {
    assertThat(
            problemsOf(
                """
                headwater.kafka.properties {
                  security.protocol = SSL
                  "isolation.level" = read_uncommitted
                  "bootstrap.servers" = "b:1"
                  "ssl.protocol" = [hunter2]
                }
                """))
        .containsExactly(
            "application.conf:2: 'security' in headwater.kafka.properties is a block: its key has a"
                + " dot and no quotes; mend: put each key into quotes, such as"
                + " \"security.protocol\" = SSL",
            "application.conf:3: 'isolation.level' in headwater.kafka.properties cannot be set;"
                + " mend: remove it; Headwater sets it for each client",
            "application.conf:4: 'bootstrap.servers' in headwater.kafka.properties cannot be set;"
                + " mend: set headwater.kafka.bootstrap-servers instead",
            "application.conf:5: 'ssl.protocol' in headwater.kafka.properties must be a text, not a"
                + " list; mend: write the value as Kafka's documentation has it, in quotes");
  }

  @Test
  void goesOnWithDefaultsWhenTheFileCannotBeRead() {
    HeadwaterSettings.Loaded missing = HeadwaterSettings.load(folder.resolve("no.conf"), Map.of());

    assertThat(files.lines(missing.problems()))
        .containsExactly("no.conf: the file does not exist; mend: create it or correct its name");
    assertThat(missing.settings().produce().partitions()).isEqualTo(16);
    assertThat(problemsOf("headwater {\n  password = \"hunter2\" \"x\" }}\n"))
        .singleElement()
        .asString()
        .startsWith("application.conf:2: not HOCON: ")
        .doesNotContain("hunter2");
  }

  @Test
  void reportsUnknownKeysAlsoWhenASubstitutionHasNoValue() {
    assertThat(problemsOf("headwater.produce.partitons = 8\nheadwater.data-dir = ${NOT_SET}\n"))
        .containsExactly(
            "application.conf:1: unknown key 'partitons' in headwater.produce;"
                + " mend: did you mean 'partitions'?",
            "application.conf:2: a substitution has no value: ${NOT_SET};"
                + " mend: set it, or write ${?NAME} when it may be absent");
  }

  @Test
  void recordsRefuseWhatTheReaderRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeadwaterSettings.Http("localhost", 70_000))
        .withMessage("headwater.http.port must be from 0 to 65535, not 70000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeadwaterSettings.Changes(Duration.ofMinutes(1)))
        .withMessage("headwater.changes.retention must be from 1h to 3650d, not PT1M");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeadwaterSettings.Kafka(" ", Map.of(), 1))
        .withMessage("headwater.kafka.bootstrap-servers is blank");
  }
}
