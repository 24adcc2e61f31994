package io.headwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectBuilderTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 8, 9, 64, 65, 300, 1600, 2000})
  void keepsTheOrderAndFindsEachName(int size) {
    Map<String, Value> members = object(size, "c").members();

    assertThat(members).hasSize(size);
    assertThat(members.isEmpty()).isEqualTo(size == 0);
    assertThat(members.keySet()).containsExactlyElementsOf(names(size, "c"));
    assertThat(members.values())
        .containsExactlyElementsOf(IntStream.range(0, size).mapToObj(Value::of).toList());
    for (int i = 0; i < size; i++) {
      // A string of its own, as no one else's is the same.
      String name = new String(("c" + i).toCharArray());
      assertThat(members).containsEntry(name, Value.of(i));
      assertThat(members.keySet().contains(name)).isTrue();
    }
    assertThat(members.get("absent")).isNull();
    assertThat(members.containsKey("absent")).isFalse();
    assertThat(members.keySet().contains("absent")).isFalse();
    assertThat(members.containsKey((Object) size)).isFalse();
    assertThat(members.getOrDefault("absent", Value.ofNull())).isEqualTo(Value.ofNull());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 8, 9, 300})
  void isEqualToEveryMapOfTheSameContent(int size) {
    Map<String, Value> members = object(size, "c").members();
    Map<String, Value> sorted = new TreeMap<>(members);
    Map<String, Value> hashed = new HashMap<>(members);
    ObjectBuilder backwards = new ObjectBuilder();
    names(size, "c").reversed().forEach(name -> backwards.add(name, members.get(name)));
    Map<String, Value> reversed = backwards.build().members();

    for (Map<String, Value> other :
        List.of(sorted, hashed, reversed, object(size, "c").members())) {
      assertThat(members.equals(other)).isTrue();
      assertThat(other.equals(members)).isTrue();
      assertThat(members).hasSameHashCodeAs(other);
      assertThat(members.entrySet()).isEqualTo(other.entrySet());
      assertThat(members.keySet()).isEqualTo(other.keySet());
    }
    hashed.put("more", Value.of(0));
    assertThat(members.equals(hashed)).isFalse();
    assertThat(members.equals(object(size + 1, "c").members())).isFalse();
    assertThat(members.equals(object(size, "d").members())).isEqualTo(size == 0);
  }

  @Test
  void objectsOfTheSameNamesAndOtherValuesDiffer() {
    Value.Obj one = new ObjectBuilder().add("a", Value.of(1)).build();
    Value.Obj two = new ObjectBuilder().add("a", Value.of(2)).build();

    assertThat(one).isNotEqualTo(two).isEqualTo(new Value.Obj(Map.of("a", Value.of(1))));
    assertThat(one.members()).hasToString("{a=" + Value.of(1) + "}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9})
  void nothingChangesIt(int size) {
    Map<String, Value> members = object(size, "c").members();
    Value value = Value.of(true);

    refuses(() -> members.put("c0", value));
    refuses(() -> members.put("new", value));
    refuses(() -> members.putAll(Map.of("new", value)));
    refuses(() -> members.putIfAbsent("new", value));
    refuses(() -> members.computeIfAbsent("new", name -> value));
    refuses(() -> members.merge("c0", value, (held, given) -> given));
    refuses(() -> members.replaceAll((name, held) -> value));
    refuses(() -> members.remove("c0"));
    refuses(() -> members.remove("absent"));
    refuses(members::clear);
    refuses(() -> members.keySet().remove("c0"));
    refuses(() -> members.keySet().clear());
    refuses(() -> members.values().remove(Value.of(0)));
    refuses(() -> members.entrySet().removeIf(entry -> true));
    refuses(() -> members.entrySet().iterator().next().setValue(value));
    for (Iterable<?> view : List.of(members.keySet(), members.values(), members.entrySet())) {
      Iterator<?> iterator = view.iterator();
      iterator.next();
      refuses(iterator::remove);
    }

    assertThat(members).isEqualTo(object(size, "c").members());
  }

  @Test
  void anIteratorEndsAfterTheLast() {
    Iterator<Map.Entry<String, Value>> entries = object(1, "c").members().entrySet().iterator();

    assertThat(entries.next()).isEqualTo(Map.entry("c0", Value.of(0)));
    assertThat(entries.hasNext()).isFalse();
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 9, 300})
  void aNameThatOccursAgainKeepsItsPlaceAndTakesTheValue(int size) {
    ObjectBuilder builder = new ObjectBuilder();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < size; i++) {
        builder.add("c" + i, Value.of(round * size + i));
      }
    }

    Value.Obj object = builder.build();

    assertThat(object.members().keySet()).containsExactlyElementsOf(names(size, "c"));
    assertThat(object.member("c0")).contains(Value.of(2L * size));
    assertThat(object.member("c" + (size - 1))).contains(Value.of(3L * size - 1));
  }

  @Test
  void aBuilderStartsAnewAfterEachObject() {
    ObjectBuilder builder = new ObjectBuilder(1);

    Value.Obj first = builder.add("a", Value.of(1)).add("b", Value.of(2)).build();
    Value.Obj second = builder.add("a", Value.of(3)).add("b", Value.of(4)).build();
    Value.Obj third = builder.add("b", Value.of(5)).build();

    assertThat(first.toJson()).isEqualTo("{\"a\":1,\"b\":2}");
    assertThat(second.toJson()).isEqualTo("{\"a\":3,\"b\":4}");
    assertThat(third.toJson()).isEqualTo("{\"b\":5}");
    assertThat(builder.build()).isSameAs(Value.Obj.empty());
  }

  @Test
  void manyNamesOfOneHashAreFoundFast() {
    ObjectBuilder builder = new ObjectBuilder();
    int size = 1 << 14;
    for (int i = 0; i < size; i++) {
      builder.add(ofOneHash(i), Value.of(i));
    }

    Map<String, Value> members = builder.build().members();

    for (int i = 0; i < size; i++) {
      assertThat(members.get(ofOneHash(i))).isEqualTo(Value.of(i));
    }
  }

  @Test
  void changesTakeThePlaceOfKnownMembersAndNewOnesComeLast() {
    Value.Obj row = object(3, "c");

    Value.Obj all = new ObjectBuilder().add("c0", Value.of(7)).add("c1", Value.of(8)).build();
    Value.Obj more = new ObjectBuilder().add("d", Value.of(9)).add("c2", Value.of(6)).build();

    assertThat(row.with(all).toJson()).isEqualTo("{\"c0\":7,\"c1\":8,\"c2\":2}");
    assertThat(row.with(more).toJson()).isEqualTo("{\"c0\":0,\"c1\":1,\"c2\":6,\"d\":9}");
    assertThat(row.with(row.with(all))).isEqualTo(row.with(all));
    assertThat(row.with(Value.Obj.empty())).isEqualTo(row);
    assertThat(Value.Obj.empty().with(row)).isEqualTo(row);
    assertThat(row).isEqualTo(object(3, "c"));
  }

  @Test
  void onlyTheSameNamesInTheSameOrderAreTheSameNames() {
    Value.Obj ab = new ObjectBuilder().add("a", Value.of(1)).add("b", Value.of(2)).build();
    Value.Obj ba = new ObjectBuilder().add("b", Value.of(1)).add("a", Value.of(2)).build();
    String longName = "n".repeat(Shapes.MAX_CHARS + 1);

    assertThat(ab.hasNamesOf(new ObjectBuilder().add("a", Value.of(3)).build())).isFalse();
    assertThat(ab.hasNamesOf(ba)).isFalse();
    assertThat(ab.hasNamesOf(ab.with(ba))).isTrue();
    assertThat(object(2, longName).hasNamesOf(object(2, longName))).isTrue();
    assertThat(object(300, "c").hasNamesOf(object(300, "c"))).isTrue();
  }

  @Test
  void moreShapesThanAreKeptFromSeveralThreads() throws Exception {
    int threads = 4;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> tasks = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        tasks.add(executor.submit(ObjectBuilderTest::makesManyShapes));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("an object is not what it was made of", e.getCause());
    }
  }

  private static void makesManyShapes() {
    ObjectBuilder builder = new ObjectBuilder();
    for (int shape = 0; shape < 5 * Shapes.SLOTS; shape++) {
      Map<String, Value> expected = new LinkedHashMap<>();
      int size = shape % 512 == 0 ? 200 : 1 + shape % 12;
      for (int i = 0; i < size; i++) {
        expected.put("s" + shape + "_" + i, Value.of(i));
      }
      expected.forEach(builder::add);
      Map<String, Value> members = builder.build().members();
      assertThat(members.equals(expected)).isTrue();
      assertThat(List.copyOf(members.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    }
  }

  @Test
  void behavesAsALinkedHashMapWhateverIsAdded() {
    long seed = System.nanoTime();
    System.out.println("ObjectBuilderTest seed " + seed);
    RandomGenerator random = new SplittableRandom(seed);
    ObjectBuilder builder = new ObjectBuilder(random.nextInt(4));
    Value.Obj former = Value.Obj.empty();
    Map<String, Value> formerExpected = new LinkedHashMap<>();
    for (int round = 0; round < 20_000; round++) {
      Map<String, Value> expected = new LinkedHashMap<>();
      int names = 1 + random.nextInt(random.nextInt(50) == 0 ? 400 : 12);
      for (int i = random.nextInt(2 * names); i > 0; i--) {
        String name = name(random.nextInt(names));
        Value value = Value.of(random.nextInt(100));
        expected.put(name, value);
        builder.add(name, value);
      }
      Value.Obj object = builder.build();
      compare(object.members(), expected, random);
      compare(new Value.Obj(expected).members(), expected, random);
      formerExpected.putAll(expected);
      compare(former.with(object).members(), formerExpected, random);
      former = object;
      formerExpected = expected;
    }
  }

  private static void compare(
      Map<String, Value> members, Map<String, Value> expected, RandomGenerator random) {
    assertThat(members.equals(expected) && expected.equals(members)).isTrue();
    assertThat(members.hashCode()).isEqualTo(expected.hashCode());
    assertThat(List.copyOf(members.entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
    assertThat(List.copyOf(members.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    assertThat(List.copyOf(members.values())).isEqualTo(List.copyOf(expected.values()));
    assertThat(members.toString()).isEqualTo(expected.toString());
    Map<String, Value> visited = new LinkedHashMap<>();
    members.forEach(visited::put);
    assertThat(visited.toString()).isEqualTo(expected.toString());
    for (int i = 0; i < 5; i++) {
      String name = name(random.nextInt(20));
      assertThat(members.get(name)).isEqualTo(expected.get(name));
      assertThat(members.containsKey(name)).isEqualTo(expected.containsKey(name));
    }
  }

  private static String name(int number) {
    return number % 97 == 96
        ? "long".repeat(20) + number
        : number % 5 == 4 ? "ü" + number : "n" + number;
  }

  /** Strings of one hash, as "Aa" and "BB" have the same. */
  private static String ofOneHash(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 14; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  private static Value.Obj object(int size, String prefix) {
    ObjectBuilder builder = new ObjectBuilder();
    for (int i = 0; i < size; i++) {
      builder.add(prefix + i, Value.of(i));
    }
    return builder.build();
  }

  private static List<String> names(int size, String prefix) {
    return IntStream.range(0, size).mapToObj(i -> prefix + i).toList();
  }

  private static void refuses(Runnable change) {
    assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
  }
}
