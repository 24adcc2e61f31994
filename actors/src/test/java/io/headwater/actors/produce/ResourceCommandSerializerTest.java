package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.binary.BinaryWriter;
import io.headwater.core.binary.MalformedBinaryException;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ChangeFields;
import io.headwater.core.produce.ChangeLogOffset;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceChange;
import io.headwater.core.produce.ResourceFields;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.produce.ResourceState;
import io.headwater.core.produce.RowChange;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import java.io.NotSerializableException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ResourceCommandSerializerTest {

  private static final int IDENTIFIER = 4_711_002;
  private static final long SEED = 20_261_120;
  private static final int MUTATIONS = 2_000;
  private static final String DIGEST = "969b78cadf65014cb29445dbf7672769";
  private static final Map<String, Long> APPLIED =
      Map.of("headwater.changes.shop-0", 4711L, "headwater.changes.shop-1", 0L);

  private static ActorTestKit system;

  private final Serialization serialization = SerializationExtension.get(system.system());

  @BeforeAll
  static void startSystem() {
    system = ActorTestKit.create();
  }

  @AfterAll
  static void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void keepsCommandsAndTheirReplyTo() {
    TestProbe<ResourceEntity.Applied> probe = system.createTestProbe();
    ResourceEntity.ApplyChanges command = new ResourceEntity.ApplyChanges(command(), probe.ref());

    assertKept(command, "apply-changes.v2");
    assertKept(
        new ResourceEntity.ApplyChanges(Widgets.command(1), probe.ref()), "apply-changes.v2");
    ResourceEntity.ApplyChanges read =
        (ResourceEntity.ApplyChanges) read(serialize(command), "apply-changes.v2");
    read.replyTo().tell(new ResourceEntity.Applied(Widgets.key(1), 7, 1, List.of()));
    assertThat(probe.receiveMessage().commandId()).isEqualTo(7);
  }

  @Test
  void readsTheFormerFormWhichNamesClearedRelationsBeforeTheRows() throws Exception {
    TestProbe<ResourceEntity.Applied> probe = system.createTestProbe();
    ResourceChange change = Widgets.removed(11, 1);
    BinaryWriter former = new BinaryWriter();
    former.text(ActorRefResolver.get(system.system()).toSerializationFormat(probe.ref()));
    ResourceFields.writeKey(former, Widgets.key(1));
    former.varint(7);
    former.varint(1);
    ChangeFields.writeOffset(former, change.at());
    ResourceFields.writeProvenance(former, change.provenance());
    former.bool(change.partial());
    former.varint(1);
    former.text("colors");
    former.varint(1);
    former.octet(3);
    former.text("$root");
    former.text("1");

    ResourceEntity.ApplyChanges read =
        (ResourceEntity.ApplyChanges)
            serializer().fromBinary(former.toBytes().array(), "apply-changes.v1");

    assertThat(read.command().changes())
        .containsExactly(
            new ResourceChange(
                change.at(),
                change.provenance(),
                false,
                List.of(new RowChange.Clear("colors"), new RowChange.Remove("$root", "1"))));
  }

  @Test
  void keepsQuestionsForTheState() {
    TestProbe<ResourceState> probe = system.createTestProbe();

    assertKept(new ResourceEntity.ReadState(probe.ref()), "read-state.v1");
  }

  @Test
  void keepsAcknowledgements() {
    assertKept(
        new ResourceEntity.Applied(
            Widgets.key(1), Long.MAX_VALUE, ResourceEntity.Applied.ALL, List.of()),
        "applied.v3");
    assertKept(
        new ResourceEntity.Applied(
            Widgets.key(1),
            7,
            3,
            List.of(
                withheld(Widgets.named(10, 1, "a"), "too large; mend: less"),
                withheld(Widgets.removed(11, 1), "zu groß 🟢"))),
        "applied.v3");
  }

  private static ResourceEntity.Withheld withheld(ResourceChange change, String reason) {
    return new ResourceEntity.Withheld(
        change.provenance().source(),
        change.provenance().position(),
        change.at(),
        RefusalCause.DOCUMENT_TOO_LARGE,
        reason);
  }

  @Test
  void readsAFormerAcknowledgementAsOneOfAllChanges() {
    BinaryWriter out = new BinaryWriter();
    ResourceFields.writeKey(out, Widgets.key(1));
    out.varint(7);
    out.varint(0);

    assertThat(read(out.toBytes().array(), "applied.v1"))
        .isEqualTo(
            new ResourceEntity.Applied(Widgets.key(1), 7, ResourceEntity.Applied.ALL, List.of()));
  }

  @Test
  void readsAFormerAcknowledgementWithoutCauses() {
    ResourceEntity.Withheld withheld = withheld(Widgets.named(10, 1, "a"), "too large");
    BinaryWriter out = new BinaryWriter();
    ResourceFields.writeKey(out, Widgets.key(1));
    out.varint(7);
    out.varint(2);
    out.varint(1);
    out.text(withheld.source());
    out.text(withheld.position());
    ChangeFields.writeOffset(out, withheld.at());
    out.text(withheld.reason());

    assertThat(read(out.toBytes().array(), "applied.v2"))
        .isEqualTo(
            new ResourceEntity.Applied(
                Widgets.key(1),
                7,
                2,
                List.of(
                    new ResourceEntity.Withheld(
                        withheld.source(),
                        withheld.position(),
                        withheld.at(),
                        RefusalCause.OTHER,
                        withheld.reason()))));
  }

  @Test
  void refusesAnAcknowledgementOfNothing() {
    BinaryWriter out = new BinaryWriter();
    ResourceFields.writeKey(out, Widgets.key(1));
    out.varint(7);
    out.varint(0);
    out.varint(0);

    assertThatThrownBy(() -> serializer().fromBinary(out.toBytes().array(), "applied.v3"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("a number of changes (0)");
  }

  @Test
  void keepsStates() {
    states().forEach(state -> assertKept(state, "resource-state.v1"));
  }

  @Test
  void refusesAnUnknownManifestAndSaysWhatToDo() {
    assertThatThrownBy(() -> serializer().fromBinary(new byte[0], "apply-changes.v3"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("'apply-changes.v3', which this version of Headwater does not know")
        .hasMessageContaining("mend: run the same version on every node");
  }

  @Test
  void refusesEveryTruncationAndWhatFollowsTheEnd() {
    for (Object message : messages()) {
      String manifest = serializer().manifest(message);
      byte[] whole = serialize(message);
      for (int length = 0; length <= whole.length + 1; length++) {
        if (length == whole.length) {
          continue;
        }
        byte[] other = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> serializer().fromBinary(other, manifest))
            .isInstanceOf(NotSerializableException.class)
            .hasMessageContaining(manifest)
            .hasCauseInstanceOf(MalformedBinaryException.class);
      }
    }
  }

  @Test
  void readsOrRefusesWhateverBecameOfAMessage() {
    Random random = new Random(SEED);
    for (Object message : messages()) {
      String manifest = serializer().manifest(message);
      byte[] whole = serialize(message);
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] mutated = whole.clone();
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        try {
          assertThat(serializer().fromBinary(mutated, manifest)).isNotNull();
        } catch (NotSerializableException e) {
          assertThat(e).as("seed %d", SEED).hasCauseInstanceOf(MalformedBinaryException.class);
        }
      }
    }
  }

  private static CommandLedger.Command command() {
    Map<String, Value> id = new LinkedHashMap<>();
    id.put("order_id", Value.of(7));
    id.put("line", Value.of("a|b"));
    ResourceKey key = new ResourceKey(Widgets.TYPE, ResourceId.of(new Value.Obj(id)));
    ResourceChange snapshot =
        new ResourceChange(
            new ChangeLogOffset("headwater.changes.shop-0", 12),
            new Provenance(
                "shop", "0/12", Optional.empty(), Instant.parse("1969-12-31T23:59:59.999999999Z")),
            true,
            List.of(
                new RowChange.Clear("root"),
                new RowChange.Clear("colors"),
                new RowChange.Put("root", "[7,\"a|b\"]", new Value.Obj(id)),
                new RowChange.Put("colors", "[1]", new Value.Obj(Map.of("color", Value.ofNull()))),
                new RowChange.Remove("colors", "[2]"),
                new RowChange.Merge("colors", "[3]", new Value.Obj(Map.of("color", Value.of("ü")))),
                new RowChange.Merge("colors", "[4]", Value.Obj.empty())));
    return new CommandLedger.Command(
        key, 99, List.of(Widgets.named(10, 1, "a"), Widgets.removed(11, 1), snapshot));
  }

  private static Stream<ResourceState> states() {
    ResourceRows rows =
        new ResourceRows(
            Map.of(
                "root",
                new TreeMap<>(Map.of("[1]", new Value.Obj(Map.of("id", Value.of(1))))),
                "colors",
                new TreeMap<>(
                    Map.of(
                        "[1]", new Value.Obj(Map.of("x", new Value.Num("1.50"))),
                        "[2]", new Value.Obj(Map.of("x", Value.of(true)))))));
    return Stream.of(
        new ResourceState.Absent(Map.of(), ResourceRows.empty()),
        new ResourceState.Absent(APPLIED, rows),
        new ResourceState.Live(3, APPLIED, rows, DIGEST),
        new ResourceState.Live(Long.MAX_VALUE, Map.of(), ResourceRows.empty(), "no digest"),
        new ResourceState.Deleted(4, APPLIED, rows),
        new ResourceState.Incomplete(5, APPLIED, Optional.of(DIGEST)),
        new ResourceState.Incomplete(0, APPLIED, Optional.empty()));
  }

  private static List<Object> messages() {
    return Stream.concat(
            Stream.of(
                new ResourceEntity.Applied(
                    Widgets.key(1),
                    7,
                    1,
                    List.of(withheld(Widgets.named(10, 1, "a"), "too large")))),
            Stream.concat(
                Stream.of(
                    new ResourceEntity.ApplyChanges(
                        command(), system.<ResourceEntity.Applied>createTestProbe().ref())),
                states()))
        .map(Object.class::cast)
        .toList();
  }

  private void assertKept(Object message, String manifest) {
    assertThat(serializer().manifest(message)).isEqualTo(manifest);
    assertThat(serialization.findSerializerFor(message).identifier()).isEqualTo(IDENTIFIER);
    assertThat(read(serialize(message), manifest)).isEqualTo(message);
  }

  private byte[] serialize(Object message) {
    return serialization.serialize(message).get();
  }

  private Object read(byte[] bytes, String manifest) {
    return serialization.deserialize(bytes, IDENTIFIER, manifest).get();
  }

  private SerializerWithStringManifest serializer() {
    return (SerializerWithStringManifest) serialization.serializerByIdentity().apply(IDENTIFIER);
  }
}
