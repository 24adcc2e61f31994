package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.DIMENSIONS;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.WIDGETS;
import static io.headwater.core.produce.Widgets.fields;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The document as a value is what the renderer writes. */
class DocumentValueTest {

  private static final ResourceMapping EVERY_FORM =
      new ResourceMapping(
          MAPPING.type(),
          "shop",
          new ResourceMapping.Root(
              WIDGETS,
              List.of("id"),
              List.of(
                  new ResourceMapping.Field("id", "id"),
                  new ResourceMapping.Field("currency", new FieldValue.Constant(Value.of("EUR"))),
                  new ResourceMapping.Field(
                      "label", new FieldValue.FirstOf(List.of("nick", "name"))))),
          List.of(
              new ResourceMapping.One(
                  "dimensions", DIMENSIONS, List.of("widget_id"), fields("x", "y")),
              many("values", Optional.of("color"), Optional.empty()),
              many("objects", Optional.empty(), Optional.empty()),
              many("named", Optional.empty(), Optional.of("color")),
              many("namedValues", Optional.of("id"), Optional.of("color"))));

  private static ResourceMapping.Many many(
      String name, Optional<String> value, Optional<String> mapBy) {
    return new ResourceMapping.Many(
        name,
        COLORS,
        List.of("id"),
        List.of("widget_id"),
        value.isPresent() ? List.of() : fields("id", "color"),
        value,
        mapBy,
        List.of(ColumnOrder.descending("color")),
        new RowFilter.Not(new RowFilter.Marked("gone")));
  }

  @Test
  void isWhatTheRendererWrites() {
    DocumentRenderer renderer = new DocumentRenderer(EVERY_FORM);
    DocumentValue values = new DocumentValue(EVERY_FORM, member -> false);
    Seeds.forEach(
        200,
        seed -> {
          ResourceRows rows = rows(Seeds.random(seed));
          if (!(renderer.render(rows) instanceof Rendering.Rendered rendered)) {
            throw new AssertionError("every row is known");
          }
          assertThat(
                  new Document(Bytes.of(Json.bytes(wholeValue(values, rows, rendered.document())))))
              .isEqualTo(rendered.document());
        });
  }

  private static Value.Obj wholeValue(DocumentValue values, ResourceRows rows, Document document) {
    return values.of(rows, document).value();
  }

  private static ResourceRows rows(RandomGenerator random) {
    List<RowChange> rows = new ArrayList<>();
    rows.add(
        new RowChange.Put(
            ResourceMapping.ROOT,
            "1",
            row("{'id':1,'name':'a','nick':%s}".formatted(random.nextBoolean() ? "null" : "'n'"))));
    if (random.nextBoolean()) {
      rows.add(new RowChange.Put("dimensions", "1", row("{'widget_id':1,'x':1.50,'y':null}")));
    }
    for (ResourceMapping.Embed embed : EVERY_FORM.embeds()) {
      if (embed instanceof ResourceMapping.Many) {
        int count = random.nextInt(6);
        for (int id = 0; id < count; id++) {
          rows.add(
              new RowChange.Put(
                  embed.name(),
                  Integer.toString(id),
                  row(
                      "{'id':%d,'widget_id':1,'color':'c%d','gone':%s}"
                          .formatted(id, (id * 7) % 5 + 10 * id, random.nextInt(4) == 0))));
        }
      }
    }
    return ResourceRows.empty().apply(rows);
  }
}
