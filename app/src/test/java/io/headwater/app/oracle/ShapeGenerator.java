package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes a random shape of the forms that the mapping supports. */
final class ShapeGenerator {

  private static final int MAX_CHILDREN = 3;
  private static final List<String> MEMBERS = List.of("parts", "tags", "size", "Notes");

  private final Draw draw;
  private final Identity identity;
  private final FilterGenerator filters;
  private final FieldGenerator fields;
  private final EmbedGenerator embeds;

  private ShapeGenerator(Draw draw, Identity identity) {
    this.draw = draw;
    this.identity = identity;
    this.filters = new FilterGenerator(draw);
    this.fields = new FieldGenerator(draw);
    this.embeds = new EmbedGenerator(draw, identity);
  }

  static Shape shape(Random random, Identity identity) {
    return new ShapeGenerator(new Draw(random), identity).shape();
  }

  private Shape shape() {
    TableGenerator tables = new TableGenerator(draw);
    List<Part> parts = new ArrayList<>();
    parts.add(tables.root(mayShare()));
    int children = 1 + draw.random().nextInt(MAX_CHILDREN);
    for (int i = 1; i <= children; i++) {
      parts.add(tables.child("thing_" + i, parts.getFirst(), mayShare()));
    }
    List<Resource> resources = new ArrayList<>();
    resources.add(resource(parts));
    if (mayShare() && draw.oneIn(3)) {
      resources.add(draw.oneIn(2) ? resource(parts) : ofOneTable(parts.getLast()));
    }
    return new Shape(identity, draw.oneIn(4), parts, resources);
  }

  /** Whether a table may have several roles: where the log tells all of every row. */
  private boolean mayShare() {
    return identity == Identity.FULL;
  }

  private Resource resource(List<Part> parts) {
    Part root = parts.getFirst();
    List<Column> shown = new ArrayList<>(root.values());
    root.columns(root.own()).stream().filter(column -> !draw.oneIn(4)).forEach(shown::add);
    List<Embed> all = new ArrayList<>();
    for (Part part : parts.subList(1, parts.size())) {
      add(all, part, part.owner());
      if (mayShare() && draw.oneIn(4)) {
        add(all, part, part.owner());
      }
    }
    for (Part part : parts) {
      if (!part.secondOwner().isEmpty()) {
        add(all, part, part.secondOwner());
      }
    }
    return new Resource(root, root.own(), filters.maybe(root), fields.fields(shown), all);
  }

  private void add(List<Embed> all, Part part, List<String> join) {
    int number = all.size();
    String name = MEMBERS.get(number % MEMBERS.size());
    all.add(embeds.embed(number < MEMBERS.size() ? name : name + number, part, join));
  }

  private Resource ofOneTable(Part part) {
    return new Resource(
        part, part.primaryKey(), filters.maybe(part), fields.fields(part.columns()), List.of());
  }
}
