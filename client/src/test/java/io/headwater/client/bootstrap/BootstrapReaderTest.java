package io.headwater.client.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BootstrapReaderTest {

  private static final List<String> STATES =
      List.of(
          BootstrapText.state("1", 7, "Größe 😀 尺"),
          BootstrapText.state("\"a b\"", 1, ""),
          BootstrapText.state("{\"a\": 1.10, \"b\":\"x y\\\"\"}", 9, "é"));

  private final List<StateRecordView> received = new ArrayList<>();

  @Test
  void readsByteByByteWhatItReadsAtOnce() {
    byte[] bytes = bytes(BootstrapText.whole(STATES));

    BootstrapResult atOnce = read(bytes, bytes.length);
    List<StateRecordView> expected = List.copyOf(received);
    received.clear();
    BootstrapResult byteByByte = read(bytes, 1);

    assertThat(byteByByte).isEqualTo(atOnce);
    assertThat(received).isEqualTo(expected);
    assertThat(atOnce)
        .isEqualTo(
            new BootstrapResult(
                "widget",
                "headwater.state.widget",
                "e1",
                new TreeMap<>(Map.of(0, 123L, 1, 7L)),
                3));
    assertThat(received)
        .extracting(StateRecordView::key)
        .containsExactly("1", "a b", "{\"a\":1.10,\"b\":\"x y\\\"\"}");
    assertThat(received.getFirst())
        .isEqualTo(
            new StateRecordView(
                "widget", "1", 7, Operation.UPDATE, JsonBytes.of(STATES.getFirst().strip())));
  }

  @Test
  void readsTheSameWhereverChunksEnd() {
    byte[] bytes = bytes(BootstrapText.whole(STATES));
    BootstrapResult expected = read(bytes, bytes.length);
    List<StateRecordView> states = List.copyOf(received);

    for (int cut = 1; cut < bytes.length; cut++) {
      received.clear();
      BootstrapReader reader = reader(NdjsonLines.MAX_LINE_BYTES);
      reader.accept(ByteBuffer.wrap(bytes, 0, cut));
      reader.accept(ByteBuffer.wrap(bytes, cut, bytes.length - cut).asReadOnlyBuffer());
      assertThat(reader.finish()).as("cut at %d", cut).isEqualTo(expected);
      assertThat(received).as("cut at %d", cut).isEqualTo(states);
    }
  }

  @Test
  void readsTheSameInRandomChunks() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] bytes = bytes(BootstrapText.whole(STATES));
    for (int round = 0; round < 200; round++) {
      received.clear();
      BootstrapReader reader = reader(NdjsonLines.MAX_LINE_BYTES);
      int from = 0;
      while (from < bytes.length) {
        int count = Math.min(1 + random.nextInt(40), bytes.length - from);
        reader.accept(ByteBuffer.wrap(bytes, from, count));
        from += count;
      }
      assertThat(reader.finish().count()).as("seed %d", seed).isEqualTo(3);
    }
  }

  @Test
  void refusesEveryTruncation() {
    byte[] bytes = bytes(BootstrapText.whole(STATES));
    // Only the last newline can be missing without harm.
    for (int length = 0; length < bytes.length - 1; length++) {
      BootstrapReader reader = reader(NdjsonLines.MAX_LINE_BYTES);
      reader.accept(ByteBuffer.wrap(bytes, 0, length));
      assertThatThrownBy(reader::finish)
          .as("truncated to %d bytes", length)
          .isInstanceOf(BootstrapException.class)
          .hasMessageContaining("http://test/bootstrap is truncated after")
          .hasMessageContaining("download again");
    }
  }

  @Test
  void acceptsACompletionWithoutNewline() {
    String text = BootstrapText.whole(STATES);

    assertThat(read(bytes(text.substring(0, text.length() - 1)), 10).count()).isEqualTo(3);
  }

  @Test
  void acceptsABootstrapWithoutStates() {
    assertThat(read(bytes(BootstrapText.whole(List.of())), 10).count()).isZero();
  }

  @Test
  void refusesAWrongChecksum() {
    String text = BootstrapText.whole(STATES).replace("\"name\":\"é\"", "\"name\":\"e\"");

    assertThatThrownBy(() -> read(bytes(text), 100))
        .isInstanceOf(BootstrapException.class)
        .hasMessageContaining("does not match its checksum: the server announced sha256:");
  }

  @Test
  void refusesAWrongCount() {
    String text = BootstrapText.whole(STATES).replace("\"count\":3", "\"count\":4");

    assertThatThrownBy(() -> read(bytes(text), 100))
        .isInstanceOf(BootstrapException.class)
        .hasMessageContaining("does not match its count: the server announced 4, received was 3");
  }

  @Test
  void refusesAMissingOrSwappedState() {
    List<String> swapped = List.of(STATES.get(1), STATES.get(0), STATES.get(2));
    String header = BootstrapText.header("{\"0\":1}");

    assertThatThrownBy(
            () -> read(bytes(header + STATES.get(0) + BootstrapText.complete(STATES)), 100))
        .hasMessageContaining("announced 3, received was 1");
    assertThatThrownBy(
            () ->
                read(bytes(header + String.join("", swapped) + BootstrapText.complete(STATES)), 9))
        .hasMessageContaining("does not match its checksum");
  }

  @Test
  void readsALineOfFiveMegabytes() {
    String huge = "ü".repeat(5 * 1024 * 1024 / 2);
    byte[] bytes = bytes(BootstrapText.whole(List.of(BootstrapText.state("1", 1, huge))));

    assertThat(read(bytes, 8191).count()).isEqualTo(1);
    assertThat(received.getFirst().bytes().length()).isGreaterThan(5 * 1024 * 1024);
    assertThat(received.getFirst().bytes().toString()).contains(huge);
  }

  @Test
  void refusesALineLongerThanTheLimit() {
    BootstrapReader reader = reader(1000);
    reader.accept(ByteBuffer.wrap(bytes(BootstrapText.header("{\"0\":1}"))));

    assertThatThrownBy(
            () ->
                reader.accept(
                    ByteBuffer.wrap(bytes(BootstrapText.state("1", 1, "x".repeat(1000))))))
        .isInstanceOf(BootstrapException.class)
        .hasMessageContaining("Line 2 of the bootstrap")
        .hasMessageContaining("longer than 1000 bytes");
  }

  @TestFactory
  Stream<DynamicTest> namesTheLineThatIsNotAsAgreed() {
    String header = BootstrapText.header("{\"0\":1}");
    String state = STATES.getFirst();
    return Stream.of(
        refusal("html instead of a header", "<html>\n", "Line 1 ", "not valid JSON"),
        refusal("a state instead of a header", state, "Line 1 ", "\"bootstrap\""),
        refusal("no positions", BootstrapText.header("{}"), "Line 1 ", "lacks"),
        refusal("a bad partition", BootstrapText.header("{\"x\":1}"), "Line 1 ", "no number"),
        refusal("a negative position", BootstrapText.header("{\"0\":-1}"), "Line 1 ", "position"),
        refusal("another type", header.replace("widget\"", "gadget\""), "Line 1 ", "gadget"),
        refusal("an empty line", header + "\n", "Line 2 ", "not a JSON object"),
        refusal("half a state", header + state.substring(0, 50) + "\n", "Line 2 ", "JSON"),
        refusal("two states in a line", header + state.strip() + state, "Line 2 ", "follows"),
        refusal(
            "a state of another type",
            header + state + state.replace("\"widget\"", "\"gadget\""),
            "Line 3 ",
            "of the type \"gadget\""),
        refusal(
            "a delete",
            header + state.replace("update", "delete").replaceAll("\\{\"id\".*}}", "null}"),
            "Line 2 ",
            "is a delete"),
        refusal("a second end", BootstrapText.whole(STATES) + state, "Line 6 ", "follows the comp"),
        refusal("a rest", BootstrapText.whole(STATES) + "x", "Line 6 ", "follows the completion"),
        refusal(
            "an unknown checksum",
            header + "{\"complete\":{\"count\":0,\"checksum\":\"md5:0\"}}\n",
            "checksum",
            "announced md5:0"));
  }

  @Test
  void passesOnWhatTheHandlerThrows() {
    MalformedStateException thrown = new MalformedStateException("mine");
    BootstrapReader reader =
        new BootstrapReader(
            request(),
            NdjsonLines.MAX_LINE_BYTES,
            state -> {
              throw thrown;
            });

    assertThatThrownBy(() -> reader.accept(ByteBuffer.wrap(bytes(BootstrapText.whole(STATES)))))
        .isSameAs(thrown);
  }

  @Test
  void neverRepeatsPersonalValuesInAMessage() {
    String header = BootstrapText.header("{\"0\":1}");

    assertThatThrownBy(() -> read(bytes(header + "{\"type\":\"widget\",\"id\":secret}\n"), 100))
        .hasMessageNotContaining("secret")
        .hasMessageContaining("not valid JSON at byte");
  }

  private DynamicTest refusal(String name, String text, String... parts) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThatThrownBy(() -> read(bytes(text), 17))
                .isInstanceOf(BootstrapException.class)
                .hasMessageContainingAll(parts));
  }

  private BootstrapResult read(byte[] bytes, int chunk) {
    BootstrapReader reader = reader(NdjsonLines.MAX_LINE_BYTES);
    for (int from = 0; from < bytes.length; from += chunk) {
      reader.accept(ByteBuffer.wrap(bytes, from, Math.min(chunk, bytes.length - from)));
    }
    return reader.finish();
  }

  private BootstrapReader reader(int maxLineBytes) {
    return new BootstrapReader(request(), maxLineBytes, received::add);
  }

  private static BootstrapReader.Request request() {
    return new BootstrapReader.Request("http://test/bootstrap", "widget", OptionalInt.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
