package io.headwater.core.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryTest {

  private static final int SEEDS = 300;

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "127, 7f",
    "128, 8001",
    "300, ac02",
    "9223372036854775807, ffffffffffffffff7f",
    "-1, ffffffffffffffffff01"
  })
  void writesSmallNumbersInFewBytes(long number, String hex) {
    assertThat(hex(out -> out.varint(number))).isEqualTo(hex);
    assertThat(reader(hex).varint()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1, 63, -64, 64, 4711, Long.MAX_VALUE, Long.MIN_VALUE})
  void keepsSignedNumbers(long number) {
    assertThat(written(out -> out.zigzag(number), BinaryReader::zigzag)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8000", "808080808080808080808001", "ffffffffffffffffff02", "80", ""})
  void refusesNumbersThatNobodyWrites(String hex) {
    assertMalformed(hex, BinaryReader::varint);
  }

  @Test
  void keepsTextsOfEveryLengthAndAlphabet() {
    for (String unit : List.of("a", "ü", "€", "🟢", "a🟢", "\uFFFD", "\0", "aü")) {
      for (int times : new int[] {0, 1, 2, 31, 42, 63, 64, 127, 128, 5_461, 16_384, 70_000}) {
        String text = unit.repeat(times);
        assertThat(written(out -> out.text(text), BinaryReader::text)).isEqualTo(text);
        assertThat(written(out -> out.text(text), BinaryReader::name)).isEqualTo(text);
        assertThat(written(out -> out.hexText(text), BinaryReader::hexText)).isEqualTo(text);
        assertThat(written(out -> out.optionalText(Optional.of(text)), BinaryReader::optionalText))
            .contains(text);
      }
    }
    assertThat(written(out -> out.optionalText(Optional.empty()), BinaryReader::optionalText))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "969b78cadf65014cb29445dbf7672769, 17",
    "'', 1",
    "abc, 4",
    "ABCD, 5",
    "abcg, 5",
    "00ff, 3"
  })
  void packsHexadecimalTextsAndKeepsOthers(String text, int bytes) {
    assertThat(written(out -> out.hexText(text), BinaryReader::hexText)).isEqualTo(text);
    assertThat(hex(out -> out.hexText(text))).hasSize(2 * bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D", "a\uDFE2", "\uDFE2\uD83D", "ü\uD83Dx"})
  void refusesToWriteHalfOfASurrogatePair(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinaryWriter().text(text))
        .withMessageContaining("surrogate")
        .withMessageContaining("mend: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"01ff", "02c080", "03eda0bd", "01c3", "04f4908080", "05616263"})
  void refusesTextsThatAreNotUtf8OrNotWhole(String hex) {
    assertMalformed(hex, BinaryReader::text);
    assertMalformed(hex, BinaryReader::name);
  }

  @Test
  void sharesTheStringsOfNames() {
    String hex = hex(out -> out.text("widget_id"));

    assertThat(reader(hex).name()).isSameAs(reader(hex).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20T09:11:00.123456789Z",
        "1969-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void keepsInstants(String text) {
    Instant instant = Instant.parse(text);

    assertThat(written(out -> out.instant(instant), BinaryReader::instant)).isEqualTo(instant);
  }

  @Test
  void refusesInstantsThatDoNotExist() {
    assertMalformed(
        hex(
            out -> {
              out.zigzag(Long.MAX_VALUE);
              out.varint(0);
            }),
        BinaryReader::instant);
    assertMalformed(
        hex(
            out -> {
              out.zigzag(0);
              out.varint(1_000_000_000);
            }),
        BinaryReader::instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "-1",
        "01",
        "+1",
        "1.0",
        "1e3",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999",
        "0.10000000000000000000000000000000000001"
      })
  void keepsTheLiteralsOfNumbers(String literal) {
    Value number = new Value.Num(literal);

    Value read = written(out -> out.value(number), BinaryReader::value);
    assertThat(read).isEqualTo(number);
  }

  @Test
  void keepsAnyValueAndTheOrderOfMembers() {
    forEachSeed(
        random -> {
          Value value = new RandomValues(random).value(4);
          Value read = written(out -> out.value(value), BinaryReader::value);
          assertThat(read).isEqualTo(value);
          // Objects are equal in any order of their members, and bytes are not.
          assertThat(hex(out -> out.value(read))).isEqualTo(hex(out -> out.value(value)));
        });
  }

  @Test
  void keepsRunsOfObjectsOfAlikeAndOfDifferentMembers() {
    forEachSeed(
        random -> {
          RandomValues values = new RandomValues(random);
          List<Value.Obj> objects = new ArrayList<>();
          for (int i = random.nextInt(20); i > 0; i--) {
            objects.add(
                objects.isEmpty() || random.nextBoolean()
                    ? values.object(2)
                    : like(objects.getLast(), values));
          }
          BinaryWriter out = new BinaryWriter(0);
          ObjectRunWriter run = new ObjectRunWriter(out);
          objects.forEach(run::write);

          BinaryReader in = new BinaryReader(out.toBytes());
          ObjectRunReader back = new ObjectRunReader(in);
          for (Value.Obj object : objects) {
            Value.Obj read = back.read();
            assertThat(read).isEqualTo(object);
            assertThat(List.copyOf(read.members().keySet()))
                .isEqualTo(List.copyOf(object.members().keySet()));
          }
          in.end();
        });
  }

  @Test
  void writesTheNamesOfARunOnce() {
    Value.Obj row = new Value.Obj(Map.of("id", Value.of(1)));

    assertThat(
            hex(
                out -> {
                  ObjectRunWriter run = new ObjectRunWriter(out);
                  run.write(row);
                  run.write(row);
                }))
        .isEqualTo("020269640302" + "000302");
  }

  @Test
  void refusesARunThatStartsWithoutNames() {
    assertMalformed("00", in -> new ObjectRunReader(in).read());
  }

  @Test
  void refusesTwoMembersOfOneName() {
    assertMalformed("0702016100016100", BinaryReader::value);
    assertMalformed("03016101610000", in -> new ObjectRunReader(in).read());
  }

  @Test
  void readsAsDeepAsItWritesAndNoDeeper() {
    Value deepest = nested(BinaryWriter.MAX_DEPTH);
    Value deeper = nested(BinaryWriter.MAX_DEPTH + 1);

    Value read = written(out -> out.value(deepest), BinaryReader::value);
    assertThat(read).isEqualTo(deepest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinaryWriter().value(deeper))
        .withMessageContaining("nested deeper");
    assertMalformed("0601".repeat(100_000) + "00", BinaryReader::value);
    assertMalformed("07010161".repeat(100_000) + "00", BinaryReader::value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "06ffffffff0f",
        "07ffffffff0f",
        "05ffffffff0f",
        "06ffffffffffffffffff01",
        "05ffffffffffffffffff01",
        "08",
        "ff",
        "0702016100"
      })
  void refusesLengthsBeyondTheEndBeforeItMakesRoom(String hex) {
    assertMalformed(hex, BinaryReader::value);
  }

  @Test
  void readsOrRefusesWhateverItIsGiven() {
    forEachSeed(
        random -> {
          byte[] garbage = new byte[random.nextInt(64)];
          random.nextBytes(garbage);
          for (int i = 0; i < garbage.length; i++) {
            garbage[i] = (byte) (random.nextBoolean() ? garbage[i] & 0x07 : garbage[i]);
          }
          readOrRefuse(garbage, BinaryReader::value);
          readOrRefuse(garbage, in -> new ObjectRunReader(in).read());
          readOrRefuse(garbage, BinaryReader::hexText);
          readOrRefuse(garbage, BinaryReader::optionalText);
          readOrRefuse(garbage, BinaryReader::instant);
          readOrRefuse(garbage, BinaryReader::bytes);

          BinaryWriter out = new BinaryWriter();
          out.value(new RandomValues(random).value(3));
          byte[] whole = out.toBytes().array();
          for (int length = 0; length < whole.length; length++) {
            BinaryReader part = new BinaryReader(Bytes.of(Arrays.copyOf(whole, length)));
            assertThatThrownBy(part::value).isInstanceOf(MalformedBinaryException.class);
          }
        });
  }

  @Test
  void tellsWhereItStopped() {
    assertThatThrownBy(() -> reader("060209").value())
        .isInstanceOf(MalformedBinaryException.class)
        .hasMessageStartingWith("cannot read byte 1: ")
        .satisfies(thrown -> assertThat(((MalformedBinaryException) thrown).offset()).isEqualTo(1));
    assertThatThrownBy(() -> reader("0102").end())
        .isInstanceOf(MalformedBinaryException.class)
        .hasMessageContaining("2 bytes more than expected");
  }

  private static Value.Obj like(Value.Obj object, RandomValues values) {
    Map<String, Value> members = new LinkedHashMap<>();
    object.members().keySet().forEach(name -> members.put(name, values.value(2)));
    return new Value.Obj(members);
  }

  private static Value nested(int depth) {
    Value value = Value.ofNull();
    for (int i = 0; i < depth; i++) {
      value = i % 2 == 0 ? new Value.Arr(List.of(value)) : new Value.Obj(Map.of("deeper", value));
    }
    return value;
  }

  private static void readOrRefuse(byte[] content, Consumer<BinaryReader> read) {
    try {
      read.accept(new BinaryReader(Bytes.of(content)));
    } catch (MalformedBinaryException e) {
      assertThat(e.offset()).isBetween(0, content.length);
    }
  }

  private static void assertMalformed(String hex, Consumer<BinaryReader> read) {
    assertThatThrownBy(() -> read.accept(reader(hex))).isInstanceOf(MalformedBinaryException.class);
  }

  private static BinaryReader reader(String hex) {
    return new BinaryReader(Bytes.of(HexFormat.of().parseHex(hex)));
  }

  private static String hex(Consumer<BinaryWriter> write) {
    BinaryWriter out = new BinaryWriter(0);
    write.accept(out);
    return HexFormat.of().formatHex(out.toBytes().array());
  }

  private static <T> T written(Consumer<BinaryWriter> write, Function<BinaryReader, T> read) {
    BinaryWriter out = new BinaryWriter(0);
    write.accept(out);
    BinaryReader in = new BinaryReader(out.toBytes());
    T value = read.apply(in);
    in.end();
    return value;
  }

  private static void forEachSeed(Consumer<RandomGenerator> property) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        property.accept(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("fails with seed " + seed, e);
      }
    }
  }
}
