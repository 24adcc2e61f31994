package io.headwater.core.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Timestamps;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeLogCodecTest {

  private static final Instant TIME = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final TableName WIDGETS = new TableName("public", "widgets");
  private static final Origin ORIGIN =
      new Origin("shop", "PostgreSQL", "shop", WIDGETS, "0/1A2B3C8");
  private static final EngineVersion ENGINE =
      new EngineVersion("debezium", "postgresql", "3.5.0.Final");

  private static final String GOLDEN =
      "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"change_type\":\"UPDATE\",\"key\":{\"id\":42},"
          + "\"before\":{\"id\":42,\"quantity\":100},\"after\":{\"id\":42,\"quantity\":99},"
          + "\"source\":{\"name\":\"shop\",\"kind\":\"PostgreSQL\",\"container\":\"shop\","
          + "\"schema\":\"public\",\"table\":\"widgets\",\"position\":\"0/1A2B3C8\"},"
          + "\"transaction\":{\"id\":\"571\",\"index\":3,\"last\":true},\"snapshot\":false,"
          + "\"engine\":{\"name\":\"debezium\",\"connector\":\"postgresql\",\"version\":\"3.5.0.Final\"}}";

  private static ChangeEvent update() {
    return new ChangeEvent(
        TIME,
        ChangeType.UPDATE,
        row("{\"id\":42}"),
        Optional.of(row("{\"id\":42,\"quantity\":100}")),
        Optional.of(row("{\"id\":42,\"quantity\":99}")),
        ORIGIN,
        Optional.of(new TransactionMark("571", 3, true)),
        false,
        ENGINE);
  }

  static List<ChangeLogRecord> records() {
    Optional<TransactionMark> mark = Optional.of(new TransactionMark("9", 0, false));
    Optional<Value.Obj> odd =
        Optional.of(
            row("{\"id\":1.50,\"b\":{\"y\":[1e400,null],\"a\":\"größe 😀\"},\"s\":\"\\\"\\n\"}"));
    return List.of(
        update(),
        new ChangeEvent(
            TIME,
            ChangeType.CREATE,
            Value.Obj.empty(),
            Optional.empty(),
            odd,
            ORIGIN,
            Optional.empty(),
            true,
            ENGINE),
        new ChangeEvent(
            TIME,
            ChangeType.UPDATE,
            row("{\"id\":1.50}"),
            Optional.empty(),
            odd,
            ORIGIN,
            mark,
            false,
            ENGINE),
        new ChangeEvent(
            TIME,
            ChangeType.DELETE,
            row("{\"id\":1}"),
            odd,
            Optional.empty(),
            ORIGIN,
            mark,
            false,
            ENGINE),
        new ChangeEvent(
            TIME,
            ChangeType.DELETE,
            row("{\"id\":1}"),
            Optional.empty(),
            Optional.empty(),
            ORIGIN,
            mark,
            false,
            ENGINE),
        new ControlRecord.SnapshotStarted("shop", TIME),
        new ControlRecord.SnapshotCompleted(
            "shop", TIME, "0/1", List.of(WIDGETS, new TableName("s", "t"))),
        new ControlRecord.SnapshotCompleted("shop", TIME, "0/1", List.of()),
        new ControlRecord.SnapshotCompleted(
            "shop", TIME, "0/1", List.of(new TableName("db", "fs.files"), new TableName("", "t"))),
        new ControlRecord.Truncated("shop", TIME, "0/1", WIDGETS, mark),
        new ControlRecord.Truncated("shop", TIME, "0/1", WIDGETS, Optional.empty()),
        new ControlRecord.Refresh(
            "shop",
            TIME,
            "0/1",
            new ResourceKey(
                new ResourceType("widget"), ResourceId.of(row("{\"a\":1,\"b\":\"x\"}")))),
        new ControlRecord.Heartbeat("shop", TIME, "0/1"));
  }

  @ParameterizedTest
  @MethodSource("records")
  void readsWhatItWrote(ChangeLogRecord logged) {
    byte[] json = ChangeLogCodec.encode(logged);

    assertThat(ChangeLogCodec.decode(json)).isEqualTo(logged);
    assertThat(ChangeLogCodec.encode(ChangeLogCodec.decode(json))).isEqualTo(json);
  }

  @Test
  void aChangeEventHasTheStandardForm() {
    assertThat(new String(ChangeLogCodec.encode(update()), UTF_8)).isEqualTo(GOLDEN);
    assertThat(ChangeLogCodec.decode(GOLDEN.getBytes(UTF_8))).isEqualTo(update());
  }

  @Test
  void controlRecordsHaveStableForms() {
    assertThat(records().stream().skip(5).map(ChangeLogCodecTest::json))
        .containsExactly(
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"SNAPSHOT_STARTED\",\"source\":{\"name\":\"shop\"}}",
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"SNAPSHOT_COMPLETED\",\"source\":{\"name\":\"shop\",\"position\":\"0/1\"},\"tables\":[\"public.widgets\",\"s.t\"]}",
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"SNAPSHOT_COMPLETED\",\"source\":{\"name\":\"shop\",\"position\":\"0/1\"},\"tables\":[]}",
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"SNAPSHOT_COMPLETED\",\"source\":{\"name\":\"shop\",\"position\":\"0/1\"},\"tables\":[{\"schema\":\"db\",\"table\":\"fs.files\"},{\"schema\":\"\",\"table\":\"t\"}]}",
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"TRUNCATED\",\"source\":{\"name\":\"shop\",\"schema\":\"public\",\"table\":\"widgets\",\"position\":\"0/1\"},\"transaction\":{\"id\":\"9\",\"index\":0,\"last\":false}}",
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"TRUNCATED\",\"source\":{\"name\":\"shop\",\"schema\":\"public\",\"table\":\"widgets\",\"position\":\"0/1\"}}",
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"REFRESH\",\"source\":{\"name\":\"shop\",\"position\":\"0/1\"},\"resource\":{\"type\":\"widget\",\"id\":{\"a\":1,\"b\":\"x\"}}}",
            "{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"control\":\"HEARTBEAT\",\"source\":{\"name\":\"shop\",\"position\":\"0/1\"}}");
  }

  @Test
  void timestampsHaveThreeDecimals() {
    assertThat(Timestamps.text(Instant.parse("2026-11-20T09:11:00Z")))
        .isEqualTo("2026-11-20T09:11:00.000Z");
    assertThat(Timestamps.text(Instant.parse("2026-11-20T09:11:00.1239Z")))
        .isEqualTo("2026-11-20T09:11:00.123Z");
    assertThat(Timestamps.text(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
  }

  @Test
  void membersOfALaterFormAreIgnored() {
    String later = GOLDEN.substring(0, GOLDEN.length() - 1) + ",\"later\":{\"a\":[1]}}";

    assertThat(ChangeLogCodec.decode(later.getBytes(UTF_8))).isEqualTo(update());
  }

  @Test
  void aValueOfTheDeepestNestingSurvives() {
    String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    Value.Obj row = new Value.Obj(Map.of("json", Json.read(deepest.getBytes(UTF_8))));
    ChangeEvent event =
        new ChangeEvent(
            TIME,
            ChangeType.CREATE,
            row,
            Optional.empty(),
            Optional.of(row),
            ORIGIN,
            Optional.empty(),
            true,
            ENGINE);

    assertThat(ChangeLogCodec.decode(ChangeLogCodec.encode(event))).isEqualTo(event);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"timestamp\":\"2026-11-20T09:11:00.123Z\",|``|'timestamp' is missing or not a string",
        "2026-11-20T09:11:00.123Z|yesterday|'timestamp' is not an ISO 8601 instant",
        "\"UPDATE\"|\"UPSERT\"|'change_type' is not CREATE, UPDATE or DELETE",
        "\"UPDATE\"|7|'change_type' is missing or not a string",
        "\"change_type\":\"UPDATE\",|``|'change_type' is missing or not a string",
        "\"change_type\":\"UPDATE\"|\"control\":\"PAUSE\"|'control' is of an unknown kind",
        "\"change_type\":\"UPDATE\"|\"control\":1|'control' is missing or not a string",
        "\"change_type\":\"UPDATE\"|\"control\":\"SNAPSHOT_COMPLETED\"|'tables' is not an array",
        "\"change_type\":\"UPDATE\"|\"control\":\"SNAPSHOT_COMPLETED\",\"tables\":[1]|'tables' holds something else than names",
        "\"change_type\":\"UPDATE\"|\"control\":\"SNAPSHOT_COMPLETED\",\"tables\":[\"t\"]|'tables' holds no schema.table name",
        "\"change_type\":\"UPDATE\"|\"control\":\"SNAPSHOT_COMPLETED\",\"tables\":[{\"schema\":\"s\"}]|'table' is missing or not a string",
        "\"key\":{\"id\":42}|\"key\":[]|'key' is not an object",
        "\"before\":{\"id\":42,\"quantity\":100}|\"before\":1|'before' is not an object",
        "\"after\":{\"id\":42,\"quantity\":99},|``|'after' is missing in a UPDATE",
        "\"after\":{\"id\":42,\"quantity\":99}|\"after\":null|'after' is missing in a UPDATE",
        "\"source\":|\"sauce\":|'source' is missing",
        "\"name\":\"shop\",|``|'name' is missing or not a string",
        "\"kind\":\"PostgreSQL\"|\"kind\":null|'kind' is missing or not a string",
        "\"container\":\"shop\"|\"container\":1|'container' is missing or not a string",
        "\"schema\":\"public\",|``|'schema' is missing or not a string",
        "\"table\":\"widgets\",|``|'table' is missing or not a string",
        "\"position\":\"0/1A2B3C8\"|\"position\":1|'position' is missing or not a string",
        "\"transaction\":{\"id\":\"571\",|\"transaction\":{|'id' is missing or not a string",
        "\"index\":3|\"index\":3.5|'index' is not a 64-bit integer",
        "\"index\":3|\"index\":9223372036854775808|'index' is not a 64-bit integer",
        "\"index\":3|\"index\":\"3\"|'index' is missing or not a number",
        "\"last\":true|\"last\":1|'last' is missing or not a boolean",
        "\"snapshot\":false,|``|'snapshot' is missing or not a boolean",
        "\"engine\":|\"motor\":|'engine' is missing",
        "\"version\":\"3.5.0.Final\"|\"version\":3|'version' is missing or not a string"
      })
  void saysWhichMemberIsMalformed(String from, String to, String message) {
    assertThat(GOLDEN).contains(from);
    byte[] json = GOLDEN.replace(from, to).getBytes(UTF_8);

    assertThatThrownBy(() -> ChangeLogCodec.decode(json))
        .isInstanceOf(MalformedJsonException.class)
        .hasNoCause()
        .hasMessage(message);
  }

  @Test
  void mutatedRecordsAreReadOrRefusedAsMalformed() {
    long seed = Long.getLong("headwater.seed", 20_261_120L);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<byte[]> valid = records().stream().map(ChangeLogCodec::encode).toList();
    int refused = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] mutated = mutated(valid.get(random.nextInt(valid.size())), random);

      Throwable thrown =
          catchThrowable(() -> ChangeLogCodec.encode(ChangeLogCodec.decode(mutated)));

      if (thrown != null) {
        refused++;
        assertThat(thrown)
            .as("round %d of -Dheadwater.seed=%d: %s", i, seed, new String(mutated, UTF_8))
            .isInstanceOf(MalformedJsonException.class);
      }
    }
    assertThat(refused).as("mutations that broke something").isBetween(10_000, 39_999);
  }

  private static byte[] mutated(byte[] valid, RandomGenerator random) {
    List<Byte> bytes = new ArrayList<>(valid.length);
    for (byte b : valid) {
      bytes.add(b);
    }
    int mutations = 1 + random.nextInt(3);
    for (int i = 0; i < mutations && !bytes.isEmpty(); i++) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.remove(at);
        case 1 -> bytes.set(at, (byte) random.nextInt(256));
        case 2 -> bytes.add(at, (byte) "{}[],:\"\\0e-u".charAt(random.nextInt(12)));
        case 3 -> bytes.subList(at, bytes.size()).clear();
        default -> bytes.addAll(at, List.copyOf(bytes.subList(at, Math.min(bytes.size(), at + 9))));
      }
    }
    byte[] mutated = new byte[bytes.size()];
    for (int i = 0; i < mutated.length; i++) {
      mutated[i] = bytes.get(i);
    }
    return mutated;
  }

  private static String json(ChangeLogRecord logged) {
    return new String(ChangeLogCodec.encode(logged), UTF_8);
  }

  private static Value.Obj row(String json) {
    return Json.readObject(json.getBytes(UTF_8));
  }
}
