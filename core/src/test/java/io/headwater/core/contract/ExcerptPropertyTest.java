package io.headwater.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What is left out because it was checked before makes no difference to the verdict. */
class ExcerptPropertyTest {

  private static final int SEEDS = 5_000;
  private static final int DOCUMENTS = 20;
  private static final String MEMBER = "a";

  private int valid;
  private int violating;

  @Test
  void comesToTheVerdictOnTheWholeDocument() {
    Long one = Long.getLong("headwater.seed");
    for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
      compare(seed);
    }

    if (one == null) {
      // Else the contracts would allow too little to say something.
      assertThat(valid).isGreaterThan(SEEDS);
      assertThat(violating).isGreaterThan(SEEDS / 4);
    }
  }

  private void compare(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RandomSchemas schemas = new RandomSchemas(random);
    Value schema = schemas.schemaOf(MEMBER);
    Contract contract =
        switch (Contract.compile("random", schema)) {
          case Compilation.Compiled compiled -> compiled.contract();
          case Compilation.Refused refused ->
              throw new AssertionError("seed " + seed + ": " + refused + " of " + schema.toJson());
        };
    if (!contract.allowsExcerptOf(MEMBER)) {
      return;
    }
    for (int i = 0; i < DOCUMENTS; i++) {
      Value former = schemas.entries();
      if (contract.check(document(former, schemas.entry())).isPresent()) {
        continue;
      }
      Changed changed =
          switch (former) {
            case Value.Arr array -> changed(array, random, schemas);
            case Value.Obj object -> changed(object, random, schemas);
            case Value.Null ignored -> throw new AssertionError();
            case Value.Bool ignored -> throw new AssertionError();
            case Value.Num ignored -> throw new AssertionError();
            case Value.Text ignored -> throw new AssertionError();
          };
      Value other = schemas.entry();
      Value.Obj whole = document(changed.whole(), other);
      Excerpt excerpt = changed.excerpt();

      assertThat(contract.check(document(excerpt.value(), other), List.of(excerpt)))
          .as(
              "-Dheadwater.seed=%d: %s after %s in %s",
              seed, whole.toJson(), former.toJson(), schema.toJson())
          .isEqualTo(contract.check(whole));
      if (contract.check(whole).isEmpty()) {
        valid++;
      } else {
        violating++;
      }
    }
  }

  private static Value.Obj document(Value entries, Value other) {
    return new ObjectBuilder().add("b", other).add(MEMBER, entries).build();
  }

  private record Changed(Value whole, Excerpt excerpt) {}

  private static Changed changed(Value.Arr former, RandomGenerator random, RandomSchemas schemas) {
    List<Value> whole = new ArrayList<>(former.items());
    List<Boolean> come = new ArrayList<>();
    whole.forEach(item -> come.add(false));
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int place = random.nextInt(whole.size() + 1);
      if (place < whole.size() && random.nextBoolean()) {
        whole.remove(place);
        come.remove(place);
      } else {
        whole.add(place, schemas.entry());
        come.add(place, true);
      }
    }
    List<Value> items = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < whole.size(); place++) {
      if (come.get(place)) {
        items.add(whole.get(place));
        places.add(place);
      }
    }
    return new Changed(
        new Value.Arr(whole), new Excerpt(new Value.Arr(items), whole.size(), places));
  }

  private static Changed changed(Value.Obj former, RandomGenerator random, RandomSchemas schemas) {
    Map<String, Value> come = new HashMap<>();
    ObjectBuilder whole = new ObjectBuilder();
    ObjectBuilder part = new ObjectBuilder();
    former
        .members()
        .forEach(
            (name, value) -> {
              switch (random.nextInt(4)) {
                case 0 -> {} // It is gone.
                case 1 -> come.put(name, schemas.entry());
                default -> whole.add(name, value);
              }
            });
    if (random.nextBoolean()) {
      come.put(random.nextBoolean() ? "x-1" : "new", schemas.entry());
    }
    come.forEach(
        (name, value) -> {
          whole.add(name, value);
          part.add(name, value);
        });
    Value.Obj all = whole.build();
    return new Changed(
        all, new Excerpt(new Value.Obj(part.build().members()), all.size(), List.of()));
  }
}
