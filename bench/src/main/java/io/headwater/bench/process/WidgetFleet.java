package io.headwater.bench.process;

import io.headwater.core.json.Value;
import io.headwater.core.produce.ChangeLogOffset;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceChange;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowChange;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Widgets by number and their changes. A widget is one root row, one row of dimensions and three of
 * colors, and a document of about 400 bytes.
 */
final class WidgetFleet {

  static final ResourceType TYPE = new ResourceType("widget");

  private static final int COLORS = 3;
  private static final String CHANGE_LOG = "headwater.changes.shop-0";
  private static final String SOURCE = "shop";
  private static final String DESCRIPTION =
      "A widget like others: it has a name, a quantity, dimensions and colors, and this text, which"
          + " is as long as it takes to make the whole document one of about four hundred bytes, as"
          + " documents of small resources are; nobody reads it.";

  private WidgetFleet() {}

  static ResourceKey key(int widget) {
    return new ResourceKey(TYPE, ResourceId.of(Value.of(widget)));
  }

  /** The command that makes a widget of five rows. */
  static CommandLedger.Command creation(ResourceKey widget, long id, long offset) {
    Value number = widget.id().json();
    List<RowChange> rows = new ArrayList<>();
    rows.add(
        new RowChange.Put(
            ResourceMapping.ROOT,
            widget.id().text(),
            row(
                "id", number,
                "name", Value.of("Example Widget " + widget.id().text()),
                "description", Value.of(DESCRIPTION),
                "quantity", Value.of(99))));
    rows.add(
        new RowChange.Put(
            "dimensions",
            widget.id().text(),
            row(
                "widget_id", number,
                "x", Value.of(10),
                "y", Value.of(20),
                "z", Value.of(30))));
    for (int color = 0; color < COLORS; color++) {
      rows.add(color(widget, color, "red"));
    }
    return command(widget, id, offset, rows);
  }

  /** The command of one source transaction that changes one color, to another than before. */
  static CommandLedger.Command change(ResourceKey widget, long id, long offset) {
    return command(
        widget, id, offset, List.of(color(widget, 0, "shade " + Long.toString(offset, 36))));
  }

  private static RowChange color(ResourceKey widget, int color, String name) {
    String key = widget.id().text() + "00" + color;
    return new RowChange.Put(
        "colors",
        key,
        row("id", new Value.Num(key), "widget_id", widget.id().json(), "color", Value.of(name)));
  }

  private static CommandLedger.Command command(
      ResourceKey widget, long id, long offset, List<RowChange> rows) {
    String position = Long.toHexString(offset);
    return new CommandLedger.Command(
        widget,
        id,
        List.of(
            new ResourceChange(
                new ChangeLogOffset(CHANGE_LOG, offset),
                new Provenance(SOURCE, position, Optional.of(position), Instant.now()),
                false,
                rows)));
  }

  private static Value.Obj row(Object... namesAndValues) {
    Map<String, Value> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], (Value) namesAndValues[i + 1]);
    }
    return new Value.Obj(members);
  }
}
