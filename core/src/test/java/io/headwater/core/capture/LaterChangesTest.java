package io.headwater.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.LaterChanges.Late;
import io.headwater.core.capture.LaterChanges.Verdict;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaterChangesTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final TableName WIDGETS = new TableName("public", "widgets");
  private static final TableName COLORS = new TableName("public", "colors");

  @Test
  void aRowThatDidNotChangeSinceIsTheNewest() {
    assertThat(
            verdict(
                late(10, 0),
                update(WIDGETS, "{\"id\":2}", "{\"id\":2,\"name\":\"b\"}"),
                update(COLORS, "{\"id\":1}", "{\"id\":1,\"name\":\"b\"}"),
                new ControlRecord.Heartbeat("shop", NOW, "0/2"),
                new ControlRecord.Truncated("shop", NOW, "0/2", COLORS, Optional.empty()),
                new ControlRecord.SnapshotCompleted("shop", NOW, "0/2", List.of(COLORS))))
        .isEqualTo(Verdict.NONE);
  }

  @Test
  void aLaterChangeOfTheRowIsNewer() {
    assertThat(verdict(late(10, 0), update(WIDGETS, "{\"id\":1}", "{\"id\":1,\"name\":\"b\"}")))
        .isEqualTo(Verdict.NEWER);
    assertThat(verdict(late(10, 0), delete("{\"id\":1}"))).isEqualTo(Verdict.NEWER);
    assertThat(
            verdict(
                late(10, 0),
                new ControlRecord.Truncated("shop", NOW, "0/2", WIDGETS, Optional.empty())))
        .isEqualTo(Verdict.NEWER);
    assertThat(
            verdict(
                late(10, 0),
                new ControlRecord.SnapshotCompleted("shop", NOW, "0/2", List.of(WIDGETS))))
        .isEqualTo(Verdict.NEWER);
  }

  @Test
  void aChangeOfTheKeyIsAChangeOfTheFormerRowToo() {
    ChangeEvent moved =
        event(
            WIDGETS,
            ChangeType.UPDATE,
            "{\"id\":9}",
            Optional.of("{\"id\":1}"),
            Optional.of("{\"id\":9}"));

    assertThat(verdict(late(10, 0), moved)).isEqualTo(Verdict.NEWER);
  }

  @Test
  void changesThatLeaveAColumnOutAreNewerInPart() {
    assertThat(verdict(late(10, 0), update(WIDGETS, "{\"id\":1}", "{\"id\":1}")))
        .isEqualTo(Verdict.NEWER_IN_PART);
    assertThat(
            verdict(
                late(10, 0),
                update(WIDGETS, "{\"id\":1}", "{\"id\":1}"),
                update(WIDGETS, "{\"id\":1}", "{\"name\":\"c\"}")))
        .isEqualTo(Verdict.NEWER);
  }

  @Test
  void withoutAKeyNobodyKnows() {
    ChangeEvent keyless = update(WIDGETS, "{}", "{\"name\":\"a\"}");

    assertThat(verdict(new Late(place(10, 0), 0, List.of(keyless)), keyless))
        .isEqualTo(Verdict.UNKNOWN_ROW);
    assertThat(verdict(new Late(place(10, 0), 0, List.of(keyless)))).isEqualTo(Verdict.NONE);
  }

  @Test
  void whatStandsBeforeThePlaceDoesNotCount() {
    ChangeEvent same = update(WIDGETS, "{\"id\":1}", "{\"id\":1,\"name\":\"b\"}");

    // Offset 10 is the mark of a commit, which nobody reads.
    assertThat(verdict(late(10, 1), same)).isEqualTo(Verdict.NONE);
    assertThat(verdict(late(10, 1), same, same)).isEqualTo(Verdict.NEWER);
    assertThat(verdict(late(10, 2), same, same)).isEqualTo(Verdict.NONE);
    assertThat(verdict(late(12, 0), same)).isEqualTo(Verdict.NONE);
  }

  @Test
  void lateChangesAreWrittenInTheOrderOfTheirPlaces() {
    LaterChanges later =
        new LaterChanges(
            List.of(late(10, 3), late(12, 0), lateAt(10, 0, 8), lateAt(10, 0, 7), late(99, 0)));
    for (int offset = 11; offset < 15; offset++) {
      later.next(offset, Optional.empty());
    }

    assertThat(later.order()).containsExactly(3, 2, 1, 0, 4);
  }

  private static Verdict verdict(Late late, ChangeLogRecord... log) {
    LaterChanges later = new LaterChanges(List.of(late));
    int offset = 11;
    for (ChangeLogRecord one : log) {
      later.next(offset++, Optional.of(one));
    }
    assertThat(later.order()).containsExactly(0);
    return later.verdict(0, 0);
  }

  private static Late late(long from, long skip) {
    return lateAt(from, skip, 0);
  }

  private static Late lateAt(long from, long skip, long rank) {
    return new Late(
        place(from, skip),
        rank,
        List.of(update(WIDGETS, "{\"id\":1}", "{\"id\":1,\"name\":\"a\"}")));
  }

  private static LogPlace place(long from, long skip) {
    return new LogPlace("id", 0, from, skip);
  }

  private static ChangeEvent update(TableName table, String key, String after) {
    return event(table, ChangeType.UPDATE, key, Optional.empty(), Optional.of(after));
  }

  private static ChangeEvent delete(String key) {
    return event(WIDGETS, ChangeType.DELETE, key, Optional.empty(), Optional.empty());
  }

  private static ChangeEvent event(
      TableName table,
      ChangeType type,
      String key,
      Optional<String> before,
      Optional<String> after) {
    return new ChangeEvent(
        NOW,
        type,
        object(key),
        before.map(LaterChangesTest::object),
        after.map(LaterChangesTest::object),
        new Origin("shop", "PostgreSQL", "shop", table, "0/1"),
        Optional.empty(),
        false,
        new EngineVersion("debezium", "postgresql", "3.5.0.Final"));
  }

  private static Value.Obj object(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }
}
