package io.headwater.persistence.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import io.headwater.core.produce.Document;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceEventCodecTest {

  private static final String DIGEST = "969b78cadf65014cb29445dbf7672769";

  @Test
  void readsAndWritesAReplacedResourceAsVersionOneDoes() throws IOException {
    Map<String, Value> id = new LinkedHashMap<>();
    id.put("order_id", Value.of(7));
    id.put("line", Value.of("a|b"));
    Map<String, Value> row = new LinkedHashMap<>(id);
    row.put("price", new Value.Num("0.10000000000000000000000000000000000001"));
    TreeMap<String, Value.Obj> colors = new TreeMap<>();
    colors.put("[1]", object("id", Value.of(1), "color", Value.of("grün 🟢")));
    colors.put("[2]", object("id", Value.of(2), "color", Value.ofNull()));
    ResourceEvent event =
        new ResourceEvent.StateReplaced(
            new EventHeader(
                new ResourceKey(new ResourceType("order-line"), ResourceId.of(new Value.Obj(id))),
                9007199254740993L,
                provenance("0/1A2B3C8", Optional.of("571"), "2026-11-20T09:11:00.123Z"),
                true,
                Map.of("headwater.changes.shop-0", 4711L)),
            new ResourceRows(
                Map.of(
                    "root",
                    new TreeMap<>(Map.of("[7,\"a|b\"]", new Value.Obj(row))),
                    "colors",
                    colors)),
            true,
            DIGEST,
            Optional.empty());

    assertGolden("resource.replaced.v1", event);
  }

  @Test
  void readsAndWritesADeletedResourceAsVersionOneDoes() throws IOException {
    assertGolden(
        "resource.deleted.v1",
        new ResourceEvent.ResourceDeleted(
            new EventHeader(
                new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(42))),
                8,
                provenance("0/1A2B3D0", Optional.of("572"), "2026-11-20T09:11:00Z"),
                false,
                Map.of("headwater.changes.shop-0", 4712L)),
            ResourceRows.empty()));
  }

  @Test
  void readsAndWritesReplacedRowsAsVersionOneDoes() throws IOException {
    assertGolden("resource.rows-replaced.v1", rowsReplaced(Optional.empty()));
  }

  @Test
  void keepsTheDigestOfReplacedRows() {
    ResourceEvent event = rowsReplaced(Optional.of(DIGEST));

    assertThat(ResourceEventCodec.decode(ResourceEventCodec.encode(event))).isEqualTo(event);
  }

  @Test
  void leavesTheDocumentOut() {
    Document document = new Document(Bytes.utf8("{\"secret\":true}"));
    ResourceEvent.RowsReplaced like = rowsReplaced(Optional.empty());
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
  void refusesAnEventOfALaterVersionByItsName() {
    assertThatThrownBy(
            () -> ResourceEventCodec.decode(Bytes.utf8("{\"event\":\"resource.replaced.v2\"}")))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("an event 'resource.replaced.v2', which this version of Headwater")
        .hasMessageContaining("mend: run a version that does");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{}", "{\"event\":1}", "\u0000\u0001"})
  void refusesWhatIsNoEvent(String text) {
    assertThatThrownBy(() -> ResourceEventCodec.decode(Bytes.utf8(text)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "type; \"Widget\"",
        "id; null",
        "version; \"8\"",
        "version; 8.5",
        "timestamp; \"yesterday\"",
        "source; 1",
        "transaction; 572",
        "partial; \"no\"",
        "applied; []",
        "applied; {\"p\":1e3}",
        "rows; {\"root\":[]}",
        "rows; {\"root\":{\"[1]\":1}}",
      })
  void refusesAMemberOfTheWrongForm(String name, String json) throws IOException {
    Map<String, Value> members =
        new LinkedHashMap<>(Json.readObject(golden("resource.deleted.v1")).members());
    members.put(name, Json.read(json.getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(
            () -> ResourceEventCodec.decode(Bytes.of(Json.bytes(new Value.Obj(members)))))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("journal event");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event",
        "type",
        "id",
        "version",
        "timestamp",
        "source",
        "position",
        "partial",
        "applied",
        "created",
        "digest",
        "rows"
      })
  void refusesAnEventWithoutAMember(String name) throws IOException {
    Map<String, Value> members =
        new LinkedHashMap<>(Json.readObject(golden("resource.replaced.v1")).members());
    members.remove(name);

    assertThatThrownBy(
            () -> ResourceEventCodec.decode(Bytes.of(Json.bytes(new Value.Obj(members)))))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("journal event without '" + name + "'");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = ResourceEventCodec.encode(rowsReplaced(Optional.of(DIGEST))).array();
    for (int length = 0; length < whole.length; length++) {
      Bytes part = Bytes.of(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ResourceEventCodec.decode(part))
          .isInstanceOf(MalformedJsonException.class);
    }
  }

  private static void assertGolden(String name, ResourceEvent event) throws IOException {
    assertThat(ResourceEventCodec.decode(Bytes.of(golden(name)))).isEqualTo(event);
    Bytes encoded = ResourceEventCodec.encode(event);
    assertThat(Json.readObject(encoded.array())).isEqualTo(Json.readObject(golden(name)));
    assertThat(ResourceEventCodec.decode(encoded)).isEqualTo(event);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        ResourceEventCodecTest.class.getResourceAsStream("/journal/" + name + ".json")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static ResourceEvent.RowsReplaced rowsReplaced(Optional<String> digest) {
    return new ResourceEvent.RowsReplaced(
        new EventHeader(
            new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of("w-1"))),
            0,
            provenance("0/1A2B3D8", Optional.empty(), "2026-11-20T09:11:00.123Z"),
            false,
            Map.of()),
        new ResourceRows(
            Map.of(
                "colors", new TreeMap<>(Map.of("[1]", new Value.Obj(Map.of("id", Value.of(1))))))),
        digest);
  }

  private static Provenance provenance(
      String position, Optional<String> transaction, String timestamp) {
    return new Provenance("shop", position, transaction, Instant.parse(timestamp));
  }

  private static Value.Obj object(String name, Value value, String other, Value otherValue) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put(name, value);
    members.put(other, otherValue);
    return new Value.Obj(members);
  }
}
