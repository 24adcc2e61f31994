package io.headwater.persistence.produce;

import io.headwater.core.binary.MalformedBinaryException;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.ResourceEvent;
import java.io.NotSerializableException;
import java.util.Optional;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Lets any journal plugin of Pekko store resource events in {@link ResourceEventCodec}'s form; the
 * manifest is the event's stable name. Created by Pekko; thread-safe.
 */
public final class ResourceEventSerializer extends SerializerWithStringManifest {

  /** The serializer's number, which is stored with each event and so never changes. */
  public static final int IDENTIFIER = 4_711_001;

  /** Called by Pekko. */
  public ResourceEventSerializer() {}

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object event) {
    return EventName.of(event(event)).text();
  }

  @Override
  public byte[] toBinary(Object event) {
    return ResourceEventCodec.encode(event(event)).array();
  }

  /**
   * Reads an event; the bytes must not be changed any more.
   *
   * @throws NotSerializableException when the manifest is unknown or the bytes are no such event
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    Optional<EventName> name = EventName.of(manifest);
    if (name.isEmpty()) {
      throw new NotSerializableException(
          "the journal holds an event '%s', which this version of Headwater does not know; mend: run the newer version that wrote it, or a later one"
              .formatted(manifest));
    }
    ResourceEvent event = decode(bytes, manifest);
    if (EventName.of(event) != name.get()) {
      throw new NotSerializableException(
          "the journal's bytes under '%s' are an event '%s'; mend: find who wrote them"
              .formatted(manifest, EventName.of(event).text()));
    }
    return event;
  }

  private static ResourceEvent decode(byte[] bytes, String manifest)
      throws NotSerializableException {
    try {
      return ResourceEventCodec.decode(Bytes.of(bytes));
    } catch (MalformedBinaryException e) {
      NotSerializableException failure =
          new NotSerializableException(
              "the journal's bytes of an event '%s' cannot be read: %s"
                  .formatted(manifest, e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  private static ResourceEvent event(Object object) {
    if (object instanceof ResourceEvent event) {
      return event;
    }
    throw new IllegalArgumentException(
        "this serializer is for resource events, not " + object.getClass().getName());
  }
}
