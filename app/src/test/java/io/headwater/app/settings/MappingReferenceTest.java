package io.headwater.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.app.RepositoryFiles;
import io.headwater.core.contract.Compilation;
import io.headwater.core.contract.Contract;
import io.headwater.core.json.Json;
import io.headwater.core.produce.ChangeRouter;
import io.headwater.core.produce.DocumentRenderer;
import io.headwater.core.produce.Rendering;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.produce.RoutedChange;
import io.headwater.core.produce.RowChange;
import io.headwater.core.resource.ResourceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of docs/mapping.md are what the documentation says they are. */
class MappingReferenceTest {

  private static final Pattern EXAMPLE =
      Pattern.compile(
          "\n## ([^\n]+)(?:(?!\n## ).)*?\n```hocon\n(.*?)\n```\n+```text\n(.*?)\n```\n+```json\n(.*?)\n```",
          Pattern.DOTALL);
  private static final Pattern CONTRACT =
      Pattern.compile("\n## The contract's rules\n.*?\n```json\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("resource (\\S+)");
  private static final int EXAMPLES = 11;

  /** A mapping, its rows, and the document of the resource that the first row belongs to. */
  record Example(String title, String mapping, String rows, String document) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Example> examples() {
    Matcher found = EXAMPLE.matcher(reference());
    List<Example> examples = new ArrayList<>();
    while (found.find()) {
      examples.add(new Example(found.group(1), found.group(2), found.group(3), found.group(4)));
    }
    assertThat(examples).hasSize(EXAMPLES);
    assertThat(reference().split("```hocon", -1)).hasSize(EXAMPLES + 1);
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleMakesItsDocument(Example example, @TempDir Path folder) {
    ResourceDefinition definition = definition(example, new TestFiles(folder));
    ResourceMapping mapping = definition.mapping();
    SourceRows rows = new SourceRows(definition);
    ChangeRouter router = new ChangeRouter(List.of(mapping));
    Map<ResourceKey, List<RowChange>> changes = new LinkedHashMap<>();

    for (String line : example.rows().split("\n", -1)) {
      for (RoutedChange change : router.route(rows.created(line)).changes()) {
        changes
            .computeIfAbsent(change.resource(), resource -> new ArrayList<>())
            .add(change.change());
      }
    }

    List<RowChange> first = changes.values().iterator().next();
    assertThat(new DocumentRenderer(mapping).render(ResourceRows.empty().apply(first)))
        .isInstanceOfSatisfying(
            Rendering.Rendered.class,
            rendered ->
                assertThat(rendered.document().json().toString())
                    .isEqualTo(Json.read(example.document().getBytes(UTF_8)).toJson()));
  }

  @Test
  void theContractIsOne() {
    Matcher found = CONTRACT.matcher(reference());
    assertThat(found.find()).isTrue();

    assertThat(Contract.compile("article", Json.read(found.group(1).getBytes(UTF_8))))
        .isInstanceOfSatisfying(
            Compilation.Compiled.class,
            compiled -> assertThat(compiled.contract().version()).isEqualTo("1.2.0"));
  }

  private static ResourceDefinition definition(Example example, TestFiles files) {
    Matcher type = TYPE.matcher(example.mapping());
    assertThat(type.find()).isTrue();
    files.write("example.conf", example.mapping());
    files.write(type.group(1) + ".schema.json", "{\"properties\": {}}");
    MappingFiles.Loaded loaded = MappingFiles.read(files.folder(), Set.of("shop"));
    assertThat(files.lines(loaded.problems())).isEmpty();
    return loaded.resources().getFirst();
  }

  private static String reference() {
    try {
      return Files.readString(RepositoryFiles.of("docs/mapping.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
