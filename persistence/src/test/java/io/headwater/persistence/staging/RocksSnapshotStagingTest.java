package io.headwater.persistence.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.produce.RoutedChange;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.SnapshotStaging.StagedResource;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.store.StoreLockedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksSnapshotStagingTest {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final ResourceType WIDGET_2 = new ResourceType("widget-2");

  @TempDir Path directory;

  private RocksSnapshotStaging staging;

  @BeforeEach
  void open() {
    staging = RocksSnapshotStaging.open(directory);
  }

  @AfterEach
  void close() {
    staging.close();
  }

  private static ResourceKey key(ResourceType type, Value id) {
    return new ResourceKey(type, ResourceId.of(id));
  }

  private static ResourceKey widget(long id) {
    return key(WIDGET, Value.of(id));
  }

  private static Value.Obj row(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static RoutedChange put(ResourceKey resource, String relation, String key, String row) {
    return new RoutedChange(resource, new RowChange.Put(relation, key, row(row)));
  }

  private static RoutedChange merge(ResourceKey resource, String relation, String key, String row) {
    return new RoutedChange(resource, new RowChange.Merge(relation, key, row(row)));
  }

  private static RoutedChange remove(ResourceKey resource, String relation, String key) {
    return new RoutedChange(resource, new RowChange.Remove(relation, key));
  }

  private List<StagedResource> all() {
    List<StagedResource> all = new ArrayList<>();
    staging.resources().forEachRemaining(all::add);
    return all;
  }

  @Test
  void handsOnEachResourceOnceWithAllItsRows() {
    staging.stage(
        List.of(
            put(widget(2), "colors", "[1]", "{\"color\":\"red\"}"),
            put(widget(1), ResourceMapping.ROOT, "[1]", "{\"n\":1}"),
            put(widget(2), "colors", "[2]", "{\"color\":\"blue\"}")));
    staging.stage(List.of(put(widget(2), ResourceMapping.ROOT, "[2]", "{\"n\":2}")));

    assertThat(all())
        .containsExactly(
            new StagedResource(
                widget(1), List.of(new RowChange.Put("$root", "[1]", row("{\"n\":1}")))),
            new StagedResource(
                widget(2),
                List.of(
                    new RowChange.Put("$root", "[2]", row("{\"n\":2}")),
                    new RowChange.Put("colors", "[1]", row("{\"color\":\"red\"}")),
                    new RowChange.Put("colors", "[2]", row("{\"color\":\"blue\"}")))));
  }

  @Test
  void aLaterChangeOfARowReplacesRemovesOrOverlaysIt() {
    staging.stage(
        List.of(
            put(widget(1), "r", "a", "{\"x\":1,\"y\":1}"),
            put(widget(1), "r", "a", "{\"x\":2,\"y\":2}"),
            merge(widget(1), "r", "a", "{\"y\":3}"),
            put(widget(1), "r", "b", "{\"x\":1}"),
            remove(widget(1), "r", "b"),
            merge(widget(1), "r", "c", "{\"x\":9}"),
            put(widget(2), "r", "a", "{}"),
            remove(widget(2), "r", "a")));

    assertThat(all())
        .containsExactly(
            new StagedResource(
                widget(1),
                List.of(
                    new RowChange.Put("r", "a", row("{\"x\":2,\"y\":3}")),
                    new RowChange.Put("r", "c", row("{\"x\":9}")))));
    assertThat(staging.contains(widget(1))).isTrue();
    assertThat(staging.contains(widget(2))).isFalse();
  }

  @Test
  void keepsIdsOfAnyFormAndCharactersAndOrdersThemByTheirBytes() {
    List<Value> ids =
        List.of(
            Value.of(42),
            new Value.Num("1.50"),
            Value.of("43"),
            Value.of(true),
            Value.of(""),
            Value.of("\u0000"),
            Value.of("\u0000\u0001"),
            Value.of("\u0000\u0002"),
            Value.of("a"),
            Value.of("a\u0000"),
            Value.of("a\u0000b"),
            Value.of("a\u0001"),
            Value.of("ab"),
            Value.of("\uffff"),
            Value.of("\ud83d\ude00"),
            row("{\"tenant\":\"x\\u0000\",\"no\":7}"));
    List<ResourceKey> keys = new ArrayList<>();
    for (ResourceType type : List.of(WIDGET_2, WIDGET)) {
      ids.forEach(id -> keys.add(key(type, id)));
    }
    keys.forEach(key -> staging.stage(List.of(put(key, "r\u0000s", "\u0000", "{\"a\":1}"))));

    List<StagedResource> all = all();

    assertThat(all.stream().map(StagedResource::resource))
        .containsExactlyElementsOf(keys.stream().sorted(BY_TYPE_AND_ID).toList());
    // Ids are equal by text alone, so their JSON is compared on its own.
    assertThat(all.stream().map(staged -> staged.resource().id().json()))
        .containsExactlyElementsOf(
            keys.stream().sorted(BY_TYPE_AND_ID).map(key -> key.id().json()).toList());
    assertThat(all)
        .allMatch(
            staged ->
                staged
                    .rows()
                    .equals(List.of(new RowChange.Put("r\u0000s", "\u0000", row("{\"a\":1}")))));
    assertThat(keys).allMatch(staging::contains);
    assertThat(staging.contains(key(WIDGET, Value.of("b")))).isFalse();
    assertThat(staging.contains(key(WIDGET, Value.of("a\u0000\u0001")))).isFalse();
  }

  private static final Comparator<ResourceKey> BY_TYPE_AND_ID =
      Comparator.comparing(ResourceKey::type)
          .thenComparing(
              key -> key.id().text().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  @Test
  void takesTheFormOfTheIdFromTheRootRow() {
    ResourceKey asText = key(WIDGET, Value.of("7"));
    staging.stage(
        List.of(
            put(widget(7), "$root", "[7]", "{}"),
            put(asText, "$a", "[1]", "{}"),
            put(asText, "z", "[1]", "{}")));

    List<StagedResource> all = all();

    assertThat(all).hasSize(1);
    assertThat(all.getFirst().resource().id().json()).isEqualTo(Value.of(7));
  }

  @Test
  void keepsNumbersAndTheOrderOfColumns() {
    String json =
        "{\"z\":1.10,\"a\":12345678901234567890123,\"m\":[1e3,null,\"\\u0000\"],\"b\":{}}";
    staging.stage(List.of(put(widget(1), "r", "k", json)));

    RowChange.Put read = (RowChange.Put) all().getFirst().rows().getFirst();

    assertThat(read.row().toJson()).isEqualTo(json);
  }

  @Test
  void clearForgetsAllAndVoidsIterators() {
    staging.stage(List.of(put(widget(1), "r", "k", "{}")));
    Iterator<StagedResource> before = staging.resources();

    staging.clear();

    assertThatThrownBy(before::hasNext).isInstanceOf(IllegalStateException.class);
    assertThat(all()).isEmpty();
    assertThat(staging.contains(widget(1))).isFalse();
    staging.stage(List.of(put(widget(2), "r", "k", "{}")));
    assertThat(all()).hasSize(1);
    Iterator<StagedResource> exhausted = staging.resources();
    exhausted.next();
    assertThatThrownBy(exhausted::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void containsSeesWhatIsStagedLater() {
    assertThat(staging.contains(widget(1))).isFalse();

    staging.stage(List.of(put(widget(1), "r", "k", "{}")));

    assertThat(staging.contains(widget(1))).isTrue();
    assertThat(staging.contains(widget(11))).isFalse();
  }

  @Test
  void isEmptyWhenOpenedAgainAndLockedWhileOpen() {
    staging.stage(List.of(put(widget(1), "r", "k", "{}")));
    assertThatThrownBy(() -> RocksSnapshotStaging.open(directory))
        .isInstanceOf(StoreLockedException.class);

    close();
    open();

    assertThat(all()).isEmpty();
    close();
    assertThatThrownBy(() -> staging.resources()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void equalsAMapUnderRandomChanges() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<ResourceKey, ResourceRows> expected = new HashMap<>();
    for (int batch = 0; batch < 150; batch++) {
      List<RoutedChange> changes = new ArrayList<>();
      for (int i = random.nextInt(200); i > 0; i--) {
        changes.add(randomChange(random));
      }
      if (random.nextInt(40) == 0) {
        staging.clear();
        expected.clear();
      }
      staging.stage(changes);
      for (RoutedChange change : changes) {
        expected.merge(
            change.resource(),
            ResourceRows.empty().apply(List.of(change.change())),
            (held, ignored) -> held.apply(List.of(change.change())));
      }
    }
    expected.values().removeIf(rows -> rows.relations().isEmpty());

    Map<ResourceKey, ResourceRows> staged = new LinkedHashMap<>();
    for (StagedResource resource : all()) {
      staged.put(resource.resource(), ResourceRows.empty().apply(resource.rows()));
    }

    assertThat(staged).as("seed %d", seed).isEqualTo(expected);
    assertThat(staged.keySet())
        .as("seed %d", seed)
        .containsExactlyElementsOf(expected.keySet().stream().sorted(BY_TYPE_AND_ID).toList());
    assertThat(expected.keySet()).as("seed %d", seed).allMatch(staging::contains);
  }

  private static RoutedChange randomChange(Random random) {
    ResourceKey resource =
        key(
            random.nextBoolean() ? WIDGET : WIDGET_2,
            random.nextInt(5) == 0
                ? Value.of("\u0000".repeat(random.nextInt(3)) + random.nextInt(5))
                : Value.of("id" + random.nextInt(100)));
    String relation = random.nextBoolean() ? "colors" : "$root";
    String rowKey = "[" + random.nextInt(3) + "]";
    String row = "{\"%s\":%d}".formatted((char) ('a' + random.nextInt(3)), random.nextInt(100));
    return switch (random.nextInt(4)) {
      case 0 -> remove(resource, relation, rowKey);
      case 1 -> merge(resource, relation, rowKey, row);
      default -> put(resource, relation, rowKey, row);
    };
  }
}
