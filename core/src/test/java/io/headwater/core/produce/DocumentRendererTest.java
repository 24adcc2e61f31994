package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.dimensions;
import static io.headwater.core.produce.Widgets.fields;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentRendererTest {

  private final DocumentRenderer renderer = new DocumentRenderer(MAPPING);

  @Test
  void rendersMembersInTheMappingsOrder() {
    assertThat(
            document(
                renderer,
                color(8, 1, "blue"),
                dimensions(1, 3, 4),
                color(7, 1, "red"),
                root(1, "a", 2)))
        .isEqualTo(
            "{\"id\":1,\"name\":\"a\",\"quantity\":2,\"dimensions\":{\"x\":3,\"y\":4},\"colors\":[\"red\",\"blue\"]}");
  }

  @Test
  void rendersAbsentEmbedsAsNullAndEmpty() {
    assertThat(document(renderer, root(1, "a", 2)))
        .isEqualTo("{\"id\":1,\"name\":\"a\",\"quantity\":2,\"dimensions\":null,\"colors\":[]}");
  }

  @Test
  void aNullColumnIsNullAndNotAbsent() {
    assertThat(
            document(
                renderer,
                new RowChange.Put("$root", "1", row("{'id':1,'name':null,'quantity':null}"))))
        .startsWith("{\"id\":1,\"name\":null,\"quantity\":null,");
  }

  @Test
  void withoutARootThereIsNoResource() {
    assertThat(renderer.render(ResourceRows.empty())).isEqualTo(Rendering.NoRoot.NO_ROOT);
    assertThat(renderer.render(rows(color(7, 1, "red")))).isEqualTo(Rendering.NoRoot.NO_ROOT);
    assertThat(renderer.render(rows(new RowChange.Put("colors", "7", row("{}")))))
        .isEqualTo(Rendering.NoRoot.NO_ROOT);
  }

  @Test
  void aRowThatLacksAColumnMakesTheDocumentIncomplete() {
    assertThat(renderer.render(rows(new RowChange.Put("$root", "1", row("{'id':1,'name':'a'}")))))
        .isEqualTo(
            new Rendering.Unfit(
                "the value of column quantity in row 1 of public.widgets is not known: the source's"
                    + " log did not carry it; mend: take a new snapshot of the table"));
    assertThat(
            renderer.render(
                rows(
                    root(1, "a", 1),
                    color(7, 1, "red"),
                    new RowChange.Put("colors", "8", row("{'widget_id':1,'id':8}")))))
        .isInstanceOfSatisfying(
            Rendering.Unfit.class,
            unfit ->
                assertThat(unfit.reason())
                    .contains("column color in row 8 of public.widget_colors"));
  }

  @Test
  void valuesOfTheSourceAreWrittenAsTheyAre() {
    assertThat(
            document(
                renderer,
                new RowChange.Put(
                    "$root",
                    "1",
                    row("{'id':1,'name':{'b':[1.50,'ü'],'a':null},'quantity':1e400}"))))
        .startsWith("{\"id\":1,\"name\":{\"b\":[1.50,\"ü\"],\"a\":null},\"quantity\":1e400,");
  }

  @Test
  void aListOfRowsIsAListOfObjectsWithRenamedMembers() {
    DocumentRenderer lines =
        renderer(
            new ResourceMapping.Many(
                "colors",
                COLORS,
                List.of("id"),
                List.of("widget_id"),
                List.of(
                    new ResourceMapping.Field("shade", "color"),
                    new ResourceMapping.Field("number", "id")),
                Optional.empty(),
                List.of()));

    assertThat(document(lines, root(1, "a", 1), color(7, 1, "red"), color(10, 1, "blue")))
        .endsWith(
            "\"colors\":[{\"shade\":\"red\",\"number\":7},{\"shade\":\"blue\",\"number\":10}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10,9,-1,1.5,1.50,100|-1,1.5,1.50,9,10,100",
        "1e400,9,1E99999999999,-1e5|-1e5,9,1e400,1E99999999999",
        "123456789012345678901,123456789012345678900|123456789012345678900,123456789012345678901",
        "\"b\",\"a\",\"B\",\"ab\",\"\"|\"\",\"B\",\"a\",\"ab\",\"b\"",
        "\"\uD83D\uDE00\",\"\uFFFD\",\"z\"|\"z\",\"\uFFFD\",\"\uD83D\uDE00\"",
        "\"1\",1,true,null,false,[2],{},[1]|null,false,true,1,\"1\",[1],[2],{}"
      })
  void aListIsOrderedByItsColumnsThenTheKey(String given, String expected) {
    DocumentRenderer ordered =
        renderer(
            new ResourceMapping.Many(
                "colors",
                COLORS,
                List.of("id"),
                List.of("widget_id"),
                List.of(),
                Optional.of("color"),
                List.of("color")));
    List<Value> values = ((Value.Arr) row("{'all':[" + given + "]}").require("all")).items();
    RowChange[] changes = new RowChange[values.size() + 1];
    changes[0] = root(1, "a", 1);
    for (int i = 0; i < values.size(); i++) {
      changes[i + 1] =
          new RowChange.Put(
              "colors",
              Integer.toString(i),
              row("{'widget_id':1,'id':" + i + ",'color':" + values.get(i).toJson() + "}"));
    }

    assertThat(document(ordered, changes)).endsWith("\"colors\":[" + expected + "]}");
  }

  @Test
  void equalOrderIsDecidedByTheKeyAsANumber() {
    DocumentRenderer ordered =
        renderer(
            new ResourceMapping.Many(
                "colors",
                COLORS,
                List.of("id"),
                List.of("widget_id"),
                fields("id"),
                Optional.empty(),
                List.of("color")));

    assertThat(
            document(
                ordered, root(1, "a", 1), color(10, 1, "x"), color(9, 1, "x"), color(100, 1, "a")))
        .endsWith("\"colors\":[{\"id\":100},{\"id\":9},{\"id\":10}]}");
  }

  @Test
  void theDigestTellsDocumentsApart() {
    Document first = new Document(Bytes.utf8("{}"));

    assertThat(first.digest()).isEqualTo("44136fa355b3678a1146ad16f7e8649e");
    assertThat(new Document(Bytes.utf8("{ }")).digest()).isNotEqualTo(first.digest());
  }

  private static DocumentRenderer renderer(ResourceMapping.Embed embed) {
    return new DocumentRenderer(
        new ResourceMapping(MAPPING.type(), "shop", MAPPING.root(), List.of(embed)));
  }

  private static ResourceRows rows(RowChange... changes) {
    return ResourceRows.empty().apply(List.of(changes));
  }

  private static String document(DocumentRenderer renderer, RowChange... changes) {
    return ((Rendering.Rendered) renderer.render(rows(changes))).document().json().toString();
  }
}
