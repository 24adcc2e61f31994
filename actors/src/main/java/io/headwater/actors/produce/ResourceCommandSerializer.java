package io.headwater.actors.produce;

import io.headwater.core.binary.BinaryReader;
import io.headwater.core.binary.BinaryWriter;
import io.headwater.core.binary.MalformedBinaryException;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.ChangeFields;
import io.headwater.core.produce.ResourceFields;
import io.headwater.core.produce.ResourceState;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.ResourceKey;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What crosses nodes between the router and the resources' actors, in the binary form that {@code
 * docs/journal-format.md} describes.
 *
 * <p>A manifest is a stable name with its version. A changed form gets a new manifest, and the
 * former one stays readable. Created by Pekko; thread-safe.
 */
public final class ResourceCommandSerializer extends SerializerWithStringManifest {

  /** The serializer's number, which travels with each message and so never changes. */
  public static final int IDENTIFIER = 4_711_002;

  private static final String APPLY_CHANGES_V1 = "apply-changes.v1";
  private static final String APPLY_CHANGES = "apply-changes.v2";
  private static final String READ_STATE = "read-state.v1";
  private static final String APPLIED_V1 = "applied.v1";
  private static final String APPLIED_V2 = "applied.v2";
  private static final String APPLIED = "applied.v3";
  private static final String STATE = "resource-state.v1";

  private static final int MIN_WITHHELD_BYTES = 5;

  private final ActorRefResolver references;

  /** Called by Pekko. */
  public ResourceCommandSerializer(ExtendedActorSystem system) {
    this.references = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case ResourceEntity.ApplyChanges ignored -> APPLY_CHANGES;
      case ResourceEntity.ReadState ignored -> READ_STATE;
      case ResourceEntity.Applied ignored -> APPLIED;
      case ResourceState ignored -> STATE;
      default -> throw unexpected(message);
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    BinaryWriter out = new BinaryWriter();
    switch (message) {
      case ResourceEntity.ApplyChanges apply -> {
        out.text(references.toSerializationFormat(apply.replyTo()));
        ChangeFields.writeCommand(out, apply.command());
      }
      case ResourceEntity.ReadState read ->
          out.text(references.toSerializationFormat(read.replyTo()));
      case ResourceEntity.Applied applied -> writeApplied(out, applied);
      case ResourceState state -> ResourceFields.writeState(out, state);
      default -> throw unexpected(message);
    }
    return out.toBytes().array();
  }

  /**
   * Reads a message; the bytes must not be changed any more.
   *
   * @throws NotSerializableException when the manifest is unknown or the bytes are no such message
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    BinaryReader in = new BinaryReader(Bytes.of(bytes));
    try {
      Object message = read(in, manifest);
      in.end();
      return message;
    } catch (MalformedBinaryException e) {
      NotSerializableException failure =
          new NotSerializableException(
              "a message '%s' cannot be read: %s".formatted(manifest, e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  private Object read(BinaryReader in, String manifest) throws NotSerializableException {
    return switch (manifest) {
      case APPLY_CHANGES -> readApplyChanges(in, ChangeFields.Form.V2);
      case APPLY_CHANGES_V1 -> readApplyChanges(in, ChangeFields.Form.V1);
      case READ_STATE -> new ResourceEntity.ReadState(reference(in));
      case APPLIED -> readApplied(in, true, true);
      case APPLIED_V2 -> readApplied(in, true, false);
      case APPLIED_V1 -> readApplied(in, false, false);
      case STATE -> ResourceFields.readState(in);
      default ->
          throw new NotSerializableException(
              "another node sent a message '%s', which this version of Headwater does not know; mend: run the same version on every node"
                  .formatted(manifest));
    };
  }

  private ResourceEntity.ApplyChanges readApplyChanges(BinaryReader in, ChangeFields.Form form) {
    ActorRef<ResourceEntity.Applied> replyTo = reference(in);
    return new ResourceEntity.ApplyChanges(ChangeFields.readCommand(in, form), replyTo);
  }

  private <T> ActorRef<T> reference(BinaryReader in) {
    int at = in.offset();
    String path = in.text();
    try {
      return references.resolveActorRef(path);
    } catch (IllegalArgumentException e) {
      throw in.malformed(at, "no reference of an actor: " + e.getMessage());
    }
  }

  private static void writeApplied(BinaryWriter out, ResourceEntity.Applied applied) {
    ResourceFields.writeKey(out, applied.resource());
    out.varint(applied.commandId());
    out.varint(applied.changes());
    out.varint(applied.withheld().size());
    for (ResourceEntity.Withheld withheld : applied.withheld()) {
      out.text(withheld.source());
      out.text(withheld.position());
      ChangeFields.writeOffset(out, withheld.at());
      out.text(withheld.cause().key());
      out.text(withheld.reason());
    }
  }

  /**
   * The first version does not count, as it acknowledges all changes; only the third tells a cause.
   */
  private static ResourceEntity.Applied readApplied(
      BinaryReader in, boolean isCounted, boolean hasCause) {
    ResourceKey resource = ResourceFields.readKey(in);
    long commandId = in.varint();
    int changes = isCounted ? readChanges(in) : ResourceEntity.Applied.ALL;
    int count = in.count(MIN_WITHHELD_BYTES);
    List<ResourceEntity.Withheld> withheld = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      withheld.add(
          new ResourceEntity.Withheld(
              in.name(),
              in.text(),
              ChangeFields.readOffset(in),
              hasCause ? RefusalCause.of(in.name()) : RefusalCause.OTHER,
              in.text()));
    }
    return new ResourceEntity.Applied(resource, commandId, changes, withheld);
  }

  private static int readChanges(BinaryReader in) {
    int at = in.offset();
    long changes = in.varint();
    if (changes < 1 || changes > ResourceEntity.Applied.ALL) {
      throw in.malformed(at, "a number of changes (%d) that none can be".formatted(changes));
    }
    return (int) changes;
  }

  private static IllegalArgumentException unexpected(Object message) {
    return new IllegalArgumentException(
        "this serializer is for resource commands and their answers, not "
            + message.getClass().getName());
  }
}
