package io.headwater.capture.normalize.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no connector writes comes out as an outcome all the same, in every format. */
class HostileRecordsTest {

  private static final List<Value> OTHERS =
      List.of(
          Value.ofNull(),
          Value.of(true),
          Value.of(Long.MIN_VALUE),
          new Value.Num("1e999999999"),
          new Value.Num("99999999999999999999999999"),
          Value.of(""),
          Value.of("SECRET-OF-A-ROW"),
          new Value.Arr(List.of(Value.ofNull(), Value.of("SECRET-OF-A-ROW"))),
          Value.Obj.empty());

  static List<RawFormat> formats() {
    return List.copyOf(NormalizersUnderTest.formats());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void survivesAnyOtherTypeInAnyPlace(RawFormat format) {
    Normalizer normalizer = NormalizersUnderTest.of(format);
    int[] mutants = {0};
    for (RawFixtures.Fixture fixture : RawFixtures.of(format)) {
      Value whole = Json.read(fixture.raw().value().orElseThrow().array());
      replaced(
          whole,
          mutant -> {
            mutants[0]++;
            List<Normalization> outcomes =
                normalizer.normalize(
                    RawFixtures.raw(
                        fixture.raw().key(), Optional.of(Bytes.of(Json.bytes(mutant)))));
            NormalizerInvariants.check(outcomes);
            assertThat(reasons(outcomes)).noneMatch(reason -> reason.contains("SECRET"));
          });
    }
    assertThat(mutants[0]).isGreaterThan(500);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void refusesEveryTruncation(RawFormat format) {
    Normalizer normalizer = NormalizersUnderTest.of(format);
    for (RawFixtures.Fixture fixture : RawFixtures.of(format)) {
      byte[] whole =
          new String(fixture.raw().value().orElseThrow().array(), UTF_8).strip().getBytes(UTF_8);
      for (int size = 0; size < whole.length; size++) {
        List<Normalization> outcomes =
            normalizer.normalize(
                RawFixtures.raw(
                    fixture.raw().key(), Optional.of(Bytes.of(Arrays.copyOf(whole, size)))));
        assertThat(outcomes).singleElement().isInstanceOf(Normalization.Refused.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void refusesWhatIsNotOneJsonObject(RawFormat format) {
    Normalizer normalizer = NormalizersUnderTest.of(format);
    for (String value :
        List.of(
            "\"text\"",
            "{}",
            "{} {}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":\"\\ud800\"}",
            "{\"\\udc00\":1}",
            "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
            "{\"a\":NaN}",
            "\u0000\u0005avro")) {
      assertThat(normalizer.normalize(RawFixtures.raw(value)))
          .as(value.substring(0, Math.min(20, value.length())))
          .singleElement()
          .isInstanceOf(Normalization.Refused.class);
    }
  }

  /** Nothing may be a tombstone in JSON, or a batch without records. */
  @ParameterizedTest
  @MethodSource("formats")
  void makesNoChangeOfNothing(RawFormat format) {
    for (String value : List.of("null", "[]")) {
      assertThat(NormalizersUnderTest.of(format).normalize(RawFixtures.raw(value)))
          .as(value)
          .singleElement()
          .isInstanceOfAny(Normalization.Refused.class, Normalization.Skipped.class);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void skipsATombstone(RawFormat format) {
    assertThat(
            NormalizersUnderTest.of(format)
                .normalize(RawFixtures.raw(Optional.of(Bytes.utf8("{}")), Optional.empty())))
        .containsExactly(new Normalization.Skipped("tombstone"));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void takesAKeyOfAnyBytes(RawFormat format) {
    Normalizer normalizer = NormalizersUnderTest.of(format);
    for (RawFixtures.Fixture fixture : RawFixtures.of(format)) {
      for (String key :
          List.of("", "{", "null", "42", "[]", "[1,2,3]", "{\"pk.\":null}", "\u0000")) {
        NormalizerInvariants.check(
            normalizer.normalize(
                RawFixtures.raw(Optional.of(Bytes.utf8(key)), fixture.raw().value())));
      }
    }
  }

  private static List<String> reasons(List<Normalization> outcomes) {
    return outcomes.stream()
        .flatMap(outcome -> NormalizerInvariants.reason(outcome).stream())
        .toList();
  }

  /** The value with another one in each of its places in turn, and with each member left out. */
  private static void replaced(Value value, Consumer<Value> into) {
    OTHERS.forEach(into);
    switch (value) {
      case Value.Obj object -> replaced(object, into);
      case Value.Arr array -> {
        for (int i = 0; i < array.items().size(); i++) {
          int place = i;
          replaced(
              array.items().get(i),
              other -> {
                List<Value> items = new ArrayList<>(array.items());
                items.set(place, other);
                into.accept(new Value.Arr(items));
              });
        }
      }
      case Value.Null ignored -> {}
      case Value.Bool ignored -> {}
      case Value.Num ignored -> {}
      case Value.Text ignored -> {}
    }
  }

  private static void replaced(Value.Obj object, Consumer<Value> into) {
    for (Map.Entry<String, Value> member : object.members().entrySet()) {
      ObjectBuilder without = new ObjectBuilder();
      object
          .members()
          .forEach(
              (name, value) -> {
                if (!name.equals(member.getKey())) {
                  without.add(name, value);
                }
              });
      into.accept(without.build());
      replaced(
          member.getValue(),
          other ->
              into.accept(object.with(new ObjectBuilder().add(member.getKey(), other).build())));
    }
  }
}
