package io.headwater.client.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BootstrapCheckpointTest {

  private static final String FIRST = BootstrapText.state("1", 7, "a");
  private static final String SECOND = BootstrapText.state("2", 3, "b");
  private static final String HEADER =
      "{\"bootstrap\":{\"type\":\"widget\",\"topic\":\"t\",\"epoch\":\"e1\",\"positions\":{\"0\":9},\"token\":\"e1.0-9\",\"tombstones_ms\":1000}}\n";

  private final List<String> told = new ArrayList<>();

  @Test
  void tellsWhatIsVerifiedSoFar() {
    BootstrapReader reader = reader();
    feed(
        reader,
        HEADER
            + FIRST
            + checkpoint(List.of(FIRST), "1")
            + SECOND
            + BootstrapText.complete(List.of(FIRST, SECOND)));

    assertThat(reader.finish().count()).isEqualTo(2);
    assertThat(told).containsExactly("keeps deletions 1000", "1", "checkpoint 1", "2");
  }

  @Test
  void refusesACheckpointOverOtherStates() {
    assertThatThrownBy(() -> feed(reader(), HEADER + FIRST + checkpoint(List.of(SECOND), "1")))
        .isInstanceOfSatisfying(
            BootstrapException.class,
            e -> assertThat(e.reason()).isEqualTo(BootstrapException.Reason.MISMATCH));
    assertThat(told).doesNotContain("checkpoint 1");
  }

  @Test
  void aCheckpointIsNoEnd() {
    BootstrapReader reader = reader();
    feed(reader, HEADER + FIRST + checkpoint(List.of(FIRST), "1"));

    assertThatThrownBy(reader::finish)
        .isInstanceOfSatisfying(
            BootstrapException.class,
            e -> assertThat(e.reason()).isEqualTo(BootstrapException.Reason.BROKEN_OFF));
  }

  private static String checkpoint(List<String> states, String after) {
    return BootstrapText.complete(states)
        .replace("\"complete\"", "\"checkpoint\"")
        .replace("\"}}", "\",\"after\":\"" + after + "\"}}");
  }

  private static void feed(BootstrapReader reader, String text) {
    reader.accept(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private BootstrapReader reader() {
    return new BootstrapReader(
        new BootstrapReader.Request("http://test/bootstrap", "widget", OptionalInt.of(0)),
        NdjsonLines.MAX_LINE_BYTES,
        new PartReceiver() {
          @Override
          public void begins(BootstrapHeader header) {
            header.tombstonesMs().ifPresent(kept -> told.add("keeps deletions " + kept));
          }

          @Override
          public void state(StateRecordView state) {
            told.add(state.key());
          }

          @Override
          public void checkpoint(String after) {
            told.add("checkpoint " + after);
          }
        });
  }
}
