package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.headwater.app.RepositoryFiles;
import io.headwater.core.produce.ResourceMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RepositoryConfigTest {

  private static final Path CONFIG = RepositoryFiles.of("config/application.conf");
  private static final Pattern EXPORT = Pattern.compile("(?m)^export (HEADWATER_[A-Z_]+)=(\\S+)");
  private static final Map<String, String> ENVIRONMENT = Map.of("SHOP_DB_PASSWORD", "secret");

  @Test
  void loadsWithoutProblems() {
    ApplicationFiles files = ApplicationFiles.read(CONFIG, ENVIRONMENT);

    assertThat(files.problems().list()).isEmpty();
    assertThat(files.connectors()).containsOnlyKeys("shop");
    assertThat(files.connectors().get("shop").settings())
        .containsEntry("database.password", "secret");
    assertThat(files.resources())
        .extracting(definition -> definition.mapping().embeds().stream())
        .first()
        .satisfies(
            embeds ->
                assertThat(embeds)
                    .extracting(ResourceMapping.Embed::name)
                    .containsExactly("dimensions", "colors"));
    assertThat(files.loaded().require().dataDir()).isEqualTo(RepositoryFiles.of(".headwater"));
  }

  @Test
  void needsThePasswordOfTheShop() {
    ApplicationFiles files = ApplicationFiles.read(CONFIG, Map.of());

    assertThat(files.problems().list())
        .extracting(Problem::what)
        .containsExactly(
            "'database.password' needs the environment variable SHOP_DB_PASSWORD, which is not"
                + " set");
  }

  @Test
  void takesANodeFromTheVariablesThatTheReadmeNames() throws IOException {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    EXPORT
        .matcher(Files.readString(RepositoryFiles.of("README.md")))
        .results()
        .forEach(line -> environment.put(line.group(1), line.group(2)));

    ApplicationFiles files = ApplicationFiles.read(CONFIG, environment);

    assertThat(files.problems().list()).isEmpty();
    HeadwaterSettings settings = files.loaded().require();
    assertThat(settings.cluster())
        .isEqualTo(
            new HeadwaterSettings.Cluster(
                Optional.of("node-1"),
                "host-1",
                7355,
                List.of("host-1:7355", "host-2:7355", "host-3:7355")));
    assertThat(settings.dataDir()).isEqualTo(Path.of("/var/lib/headwater"));
    assertThat(settings.http().networkInterface()).isEqualTo("0.0.0.0");
  }

  @Test
  void hasOnlyKeysOfTheReferenceFiles() throws IOException {
    Config reference = ConfigFactory.empty();
    List<Path> references = references();
    for (Path file : references) {
      reference =
          reference.withFallback(
              ConfigFactory.parseFile(
                  file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)));
    }

    HeadwaterSettings.Loaded loaded = HeadwaterSettings.load(CONFIG, Map.of(), reference);

    assertThat(references).isNotEmpty();
    assertThat(loaded.problems().list()).isEmpty();
  }

  /** The reference.conf of every module of the repository. */
  private static List<Path> references() throws IOException {
    try (Stream<Path> modules = Files.list(RepositoryFiles.of(""))) {
      return modules
          .map(module -> module.resolve("src/main/resources/reference.conf"))
          .filter(Files::exists)
          .sorted()
          .toList();
    }
  }
}
