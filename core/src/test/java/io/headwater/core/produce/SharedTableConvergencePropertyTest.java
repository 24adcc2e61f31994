package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.SOURCE;
import static io.headwater.core.produce.Widgets.TIME;
import static io.headwater.core.produce.Widgets.fields;
import static io.headwater.core.produce.Widgets.row;
import static io.headwater.core.produce.Widgets.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A table whose log has keys only and that plays three roles, of which one must be located:
 * whatever is lost, repeated, late or crashes, each row ends where the database has it, in each
 * role.
 */
class SharedTableConvergencePropertyTest {

  private static final int SEEDS = 200;
  private static final int TRANSACTIONS = 60;
  private static final int STEPS_WITH_FAULTS = 20_000;
  private static final int REPLAYS = 3;
  private static final int MAX_CHANGES = 1_000;
  private static final int ORDERS = 3;
  private static final int POSITIONS = 3;
  private static final int PRODUCTS = 3;
  private static final TableName LINES = new TableName("public", "lines");

  private static final ResourceMapping ORDER =
      mapping("order", "orders", List.of("pos"), "order_id");
  private static final ResourceMapping PRODUCT =
      mapping("product", "products", List.of("order_id", "pos"), "product_id");
  private static final ResourceMapping LINE =
      new ResourceMapping(
          new ResourceType("line"),
          SOURCE,
          new ResourceMapping.Root(LINES, List.of("order_id", "pos"), fields("name")),
          List.of());

  private record Line(long order, long pos) implements Comparable<Line> {
    String json() {
      return "{'order_id':%d,'pos':%d}".formatted(order, pos);
    }

    @Override
    public int compareTo(Line other) {
      int byOrder = Long.compare(order, other.order);
      return byOrder != 0 ? byOrder : Long.compare(pos, other.pos);
    }
  }

  private record Content(Optional<Long> product, int name) {
    String json(Line line) {
      return "{'order_id':%d,'pos':%d,'product_id':%s,'name':'%d'}"
          .formatted(line.order(), line.pos(), product.map(Object::toString).orElse("null"), name);
    }
  }

  private final Map<Line, Content> lines = new TreeMap<>();
  private final List<WidgetHistory.Logged> log = new ArrayList<>();

  private static ResourceMapping mapping(String type, String root, List<String> key, String owner) {
    return new ResourceMapping(
        new ResourceType(type),
        SOURCE,
        new ResourceMapping.Root(new TableName("public", root), List.of("id"), fields("id")),
        List.of(
            new ResourceMapping.Many(
                "lines", LINES, key, List.of(owner), List.of(), Optional.of("name"), List.of())));
  }

  @Test
  void everyRowIsWhereTheSourceHasItInEveryRoleWhateverFails() {
    Seeds.forEach(SEEDS, seed -> new SharedTableConvergencePropertyTest().converges(seed));
  }

  private void converges(long seed) {
    RandomGenerator random = Seeds.random(seed);
    for (int i = 0; i < TRANSACTIONS; i++) {
      transaction("t" + i, random);
    }
    LossyPipeline pipeline =
        new LossyPipeline(List.of(ORDER, PRODUCT, LINE), log, MAX_CHANGES, random);

    pipeline.run(STEPS_WITH_FAULTS);

    assertHeld(pipeline);
    for (int i = 0; i < REPLAYS; i++) {
      pipeline.replayFrom(log.get(random.nextInt(log.size())).offset());
      assertHeld(pipeline);
    }
  }

  private void transaction(String id, RandomGenerator random) {
    List<ChangeLogRecord> changes = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      changes.add(change(random));
    }
    for (int i = 0; i < changes.size(); i++) {
      boolean last = i == changes.size() - 1;
      log.add(new WidgetHistory.Logged(log.size(), Widgets.in(id, i, last, changes.get(i))));
    }
  }

  private ChangeLogRecord change(RandomGenerator random) {
    if (random.nextInt(60) == 0) {
      lines.clear();
      return new ControlRecord.Truncated(SOURCE, TIME, "0/1", LINES, Optional.empty());
    }
    Line line = new Line(random.nextInt(ORDERS), random.nextInt(POSITIONS));
    if (lines.containsKey(line) && random.nextInt(4) == 0) {
      lines.remove(line);
      return event(ChangeType.DELETE, line, Optional.of(row(line.json())), Optional.empty());
    }
    Optional<Long> product =
        Optional.of((long) random.nextInt(PRODUCTS + 1)).filter(found -> found < PRODUCTS);
    Content content = new Content(product, random.nextInt(3));
    boolean isNew = lines.put(line, content) == null;
    return event(
        isNew ? ChangeType.CREATE : ChangeType.UPDATE,
        line,
        Optional.empty(),
        Optional.of(row(content.json(line))));
  }

  private static ChangeEvent event(
      ChangeType type, Line line, Optional<Value.Obj> before, Optional<Value.Obj> after) {
    return withKey(Widgets.event(type, LINES, before, after), line.json());
  }

  private void assertHeld(LossyPipeline pipeline) {
    for (long order = 0; order < ORDERS; order++) {
      long of = order;
      assertThat(names(pipeline, ORDER, ResourceId.of(Value.of(order))))
          .as("lines of order %d", order)
          .isEqualTo(expected((line, content) -> line.order() == of, line -> "" + line.pos()));
    }
    for (long product = 0; product < PRODUCTS; product++) {
      Optional<Long> of = Optional.of(product);
      assertThat(names(pipeline, PRODUCT, ResourceId.of(Value.of(product))))
          .as("lines of product %d", product)
          .isEqualTo(
              expected(
                  (line, content) -> content.product().equals(of),
                  line -> "[%d,%d]".formatted(line.order(), line.pos())));
    }
    for (long order = 0; order < ORDERS; order++) {
      for (long pos = 0; pos < POSITIONS; pos++) {
        Line line = new Line(order, pos);
        ResourceState state =
            pipeline.state(new ResourceKey(LINE.type(), ResourceId.of(row(line.json()))));
        assertThat(state instanceof ResourceState.Live)
            .as("line %s", line)
            .isEqualTo(lines.containsKey(line));
      }
    }
  }

  private Map<String, String> expected(
      BiPredicate<Line, Content> belongs, Function<Line, String> rowKey) {
    return lines.entrySet().stream()
        .filter(entry -> belongs.test(entry.getKey(), entry.getValue()))
        .collect(
            Collectors.toMap(
                entry -> rowKey.apply(entry.getKey()), entry -> "" + entry.getValue().name()));
  }

  private static Map<String, String> names(
      LossyPipeline pipeline, ResourceMapping mapping, ResourceId id) {
    return pipeline
        .state(new ResourceKey(mapping.type(), id))
        .rows()
        .of("lines")
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> ((Value.Text) entry.getValue().require("name")).value()));
  }
}
