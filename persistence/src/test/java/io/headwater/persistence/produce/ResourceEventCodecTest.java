package io.headwater.persistence.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.binary.MalformedBinaryException;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.Document;
import io.headwater.core.produce.ResourceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceEventCodecTest {

  private static final int SEEDS = 200;
  private static final int SLOW_SEEDS = 20;
  private static final Path DESCRIPTION = Path.of("..", "docs", "journal-format.md");
  private static final Pattern EXAMPLE_BYTES = Pattern.compile("(?m)^\\| `([0-9a-f ]+)` \\|");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resource.replaced.v1",
        "resource.deleted.v1",
        "resource.rows-replaced.v1",
        "resource.rows-dropped.v1"
      })
  void readsAndWritesAnEventAsItsVersionDoes(String name) {
    ResourceEvent event = GoldenEvents.byName().get(name);

    assertThat(ResourceEventCodec.decode(GoldenEvents.bytes(name))).isEqualTo(event);
    assertThat(hex(ResourceEventCodec.encode(event))).isEqualTo(hex(GoldenEvents.bytes(name)));
  }

  @Test
  void hasAGoldenFileForEveryName() {
    assertThat(GoldenEvents.byName().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EventName.values()).map(EventName::text).toList());
    for (EventName name : EventName.values()) {
      assertThat(EventName.of(name.code())).contains(name);
    }
  }

  @Test
  void writesTheExampleOfTheDescription() throws IOException {
    String described =
        EXAMPLE_BYTES
            .matcher(Files.readString(DESCRIPTION))
            .results()
            .map((MatchResult row) -> row.group(1).replace(" ", ""))
            .collect(Collectors.joining());

    assertThat(described).isEqualTo(hex(GoldenEvents.bytes("resource.replaced.v1")));
  }

  @Test
  void readsWhichResourceAnEventIsOfWithoutTheRest() {
    for (Map.Entry<String, ResourceEvent> golden : GoldenEvents.byName().entrySet()) {
      Bytes whole = GoldenEvents.bytes(golden.getKey());
      Bytes start = Bytes.of(Arrays.copyOf(whole.array(), whole.size() / 2));

      assertThat(ResourceEventCodec.resource(start))
          .isEqualTo(golden.getValue().header().resource());
    }
  }

  @Test
  void leavesTheDocumentOut() {
    Document document = new Document(Bytes.utf8("{\"secret\":true}"));
    ResourceEvent.RowsReplaced like = GoldenEvents.rowsReplaced(Optional.empty());
    ResourceEvent event =
        new ResourceEvent.StateReplaced(
            like.header(), like.rows(), false, document.digest(), Optional.of(document));

    Bytes encoded = ResourceEventCodec.encode(event);

    assertThat(encoded.toString()).doesNotContain("secret");
    assertThat(ResourceEventCodec.decode(encoded))
        .isEqualTo(
            new ResourceEvent.StateReplaced(
                like.header(), like.rows(), false, document.digest(), Optional.empty()));
  }

  @Test
  void keepsAnyEvent() {
    forEachSeed(
        SEEDS,
        random -> {
          ResourceEvent event = new RandomEvents(random).event();
          Bytes encoded = ResourceEventCodec.encode(event);
          ResourceEvent read = ResourceEventCodec.decode(encoded);

          assertThat(read).isEqualTo(event);
          assertThat(read.header().resource().id().json())
              .isEqualTo(event.header().resource().id().json());
          assertThat(hex(ResourceEventCodec.encode(read))).isEqualTo(hex(encoded));
          assertThat(ResourceEventCodec.resource(encoded)).isEqualTo(event.header().resource());
        });
  }

  @Test
  void refusesACodeOfALaterVersionAndSaysWhatToDo() {
    byte[] later = GoldenEvents.bytes("resource.deleted.v1").array().clone();
    later[0] = 9;

    assertThatThrownBy(() -> ResourceEventCodec.decode(Bytes.of(later)))
        .isInstanceOf(MalformedBinaryException.class)
        .hasMessageContaining("a journal event of code 9, which this version of Headwater")
        .hasMessageContaining("mend: run the newer version");
    assertThatThrownBy(() -> ResourceEventCodec.resource(Bytes.of(later)))
        .isInstanceOf(MalformedBinaryException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "7b7d",
        "02 01 41 0302 00 00 00 00 00 00 00 00 00", // a type's name in upper case
        "02 01 61 00 00 00 00 00 00 00 00 00 00", // null as the id
        "02 01 61 0302 00 02 00 00 00 00 00 00 00", // a deleted resource that was created
        "02 01 61 0302 00 08 00 00 00 00 00 00 00", // a flag of a later version
        "01 01 61 0302 00 00 00 00 00 00 00 00 00", // a replaced resource without a digest
        "02 01 61 0302 00 00 00 00 00 00 00 02 0161 00 0161 00 00", // an offset twice
        "02 01 61 0302 00 00 00 00 00 00 00 00 02 0161 00 0161 00", // a relation twice
        "02 01 61 0302 00 00 00 00 00 00 00 00 01 0161 02 0162 01 0162 01", // a row twice
        "02 01 61 0302 00 00 00 00 00 00 00 00 00 00" // a byte more
      })
  void refusesWhatIsNoEvent(String hex) {
    Bytes bytes = Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));

    assertThatThrownBy(() -> ResourceEventCodec.decode(bytes))
        .isInstanceOf(MalformedBinaryException.class)
        .hasMessageStartingWith("cannot read byte ");
  }

  @Test
  void refusesEveryTruncation() {
    forEachSeed(
        SLOW_SEEDS,
        random -> {
          byte[] whole = ResourceEventCodec.encode(new RandomEvents(random).event()).array();
          for (int length = 0; length < whole.length; length++) {
            Bytes part = Bytes.of(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ResourceEventCodec.decode(part))
                .isInstanceOf(MalformedBinaryException.class);
          }
        });
  }

  @Test
  void readsOrRefusesWhateverBecameOfAnEvent() {
    forEachSeed(
        SLOW_SEEDS,
        random -> {
          byte[] whole = ResourceEventCodec.encode(new RandomEvents(random).event()).array();
          for (int i = 0; i < 200; i++) {
            byte[] mutated = whole.clone();
            for (int j = random.nextInt(1, 4); j > 0; j--) {
              mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            readOrRefuse(mutated);
          }
        });
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      ResourceEvent event = ResourceEventCodec.decode(Bytes.of(bytes));
      assertThat(ResourceEventCodec.decode(ResourceEventCodec.encode(event))).isEqualTo(event);
    } catch (MalformedBinaryException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
    }
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.array());
  }

  private static void forEachSeed(int seeds, Consumer<RandomGenerator> property) {
    for (long seed = 1; seed <= seeds; seed++) {
      try {
        property.accept(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("fails with seed " + seed, e);
      }
    }
  }
}
