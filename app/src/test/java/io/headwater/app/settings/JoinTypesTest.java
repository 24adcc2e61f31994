package io.headwater.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Json;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTypesTest {

  private static final String MAPPING =
      """
      resource widget {
        source = shop
        root { table = public.widgets, key = [shop, id], fields = [name] }
        embed {
          size { one = public.sizes, join { widget_shop = shop, widget_id = id }, fields = [x] }
          parts {
            many = public.parts
            key = [id]
            join {
              widget_shop = shop
              widget_id = id
            }
            fields = [id]
          }
        }
      }
      """;

  private record InMemoryCatalogue(Map<String, String> columns) implements SourceCatalogue {
    @Override
    public Optional<ValueSchema> column(TableName table, String column) {
      return Optional.ofNullable(columns.get(table + "." + column))
          .map(schema -> Json.readObject(schema.getBytes(UTF_8)))
          .map(schema -> new ValueSchema(List.of(schema), false, true, Optional.empty()));
    }

    @Override
    public Optional<String> comment(TableName table) {
      return Optional.empty();
    }
  }

  @TempDir private Path folder;

  private List<String> problemsOf(Map<String, String> columns) {
    TestFiles files = new TestFiles(folder);
    files.write("widget.conf", MAPPING);
    MappingFiles.Loaded loaded = MappingFiles.read(folder, Set.of("shop"));
    assertThat(files.lines(loaded.problems())).isEmpty();
    Problems problems = new Problems();
    JoinTypes.check(loaded.resources().getFirst(), new InMemoryCatalogue(columns), problems);
    return files.lines(problems);
  }

  @Test
  void aTextIsNeverEqualToANumber() {
    assertThat(
            problemsOf(
                Map.of(
                    "public.widgets.shop", "{\"type\":\"string\"}",
                    "public.widgets.id", "{\"type\":\"integer\"}",
                    "public.sizes.widget_shop", "{\"type\":\"string\"}",
                    "public.sizes.widget_id", "{\"type\":\"integer\"}",
                    "public.parts.widget_shop", "{\"type\":\"string\"}",
                    "public.parts.widget_id", "{\"type\":\"string\"}")))
        .containsExactly(
            "widget.conf:11: embed 'parts' joins column 'widget_id' of table public.parts, which is"
                + " string, with 'id' of table public.widgets, which is integer, and their values"
                + " are not the same in JSON; mend: join a column of the same type, or change the"
                + " type of one of them in the source");
  }

  @Test
  void numbersOfAllKindsMayBeEqualAndUnknownColumnsAreLeftOut() {
    assertThat(
            problemsOf(
                Map.of(
                    "public.widgets.id", "{\"type\":\"integer\"}",
                    "public.sizes.widget_shop", "{\"type\":\"string\"}",
                    "public.sizes.widget_id", "{\"type\":\"number\"}",
                    "public.parts.widget_id", "{}")))
        .isEmpty();
  }
}
