package io.headwater.persistence.produce;

import io.headwater.core.binary.BinaryReader;
import io.headwater.core.binary.BinaryWriter;
import io.headwater.core.binary.MalformedBinaryException;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceFields;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceKey;
import java.util.Map;
import java.util.Optional;

/**
 * The journal's binary form of resource events; {@code docs/journal-format.md} describes it byte by
 * byte.
 *
 * <p>An event starts with a code that stands for its name and version, and the resource key
 * follows. The document itself is left out: the rows and the mapping determine it.
 */
public final class ResourceEventCodec {

  private static final int PARTIAL = 1;
  private static final int CREATED = 2;
  private static final int DIGEST = 4;

  private ResourceEventCodec() {}

  /** The event's bytes. */
  public static Bytes encode(ResourceEvent event) {
    BinaryWriter out = new BinaryWriter();
    out.octet(EventName.of(event).code());
    switch (event) {
      case ResourceEvent.StateReplaced replaced -> {
        writeHeader(out, replaced.header(), replaced.created() ? CREATED | DIGEST : DIGEST);
        out.hexText(replaced.digest());
        ResourceFields.writeRows(out, replaced.rows());
      }
      case ResourceEvent.ResourceDeleted deleted -> {
        writeHeader(out, deleted.header(), 0);
        ResourceFields.writeRows(out, deleted.rows());
      }
      case ResourceEvent.RowsReplaced kept -> {
        writeHeader(out, kept.header(), kept.digest());
        ResourceFields.writeRows(out, kept.rows());
      }
      case ResourceEvent.RowsDropped dropped ->
          writeHeader(out, dropped.header(), dropped.digest());
    }
    return out.toBytes();
  }

  /**
   * Reads an event.
   *
   * @throws MalformedBinaryException when the bytes are no event that this version knows
   */
  public static ResourceEvent decode(Bytes bytes) {
    BinaryReader in = new BinaryReader(bytes);
    EventName name = readName(in);
    ResourceEvent event =
        switch (name) {
          case REPLACED -> readReplaced(in);
          case DELETED ->
              new ResourceEvent.ResourceDeleted(
                  readHeader(in, PARTIAL, 0).header(), ResourceFields.readRows(in));
          case ROWS_REPLACED -> {
            Header read = readHeader(in, PARTIAL | DIGEST, 0);
            Optional<String> digest = readDigest(in, read);
            yield new ResourceEvent.RowsReplaced(
                read.header(), ResourceFields.readRows(in), digest);
          }
          case ROWS_DROPPED -> {
            Header read = readHeader(in, PARTIAL | DIGEST, 0);
            yield new ResourceEvent.RowsDropped(read.header(), readDigest(in, read));
          }
        };
    in.end();
    return event;
  }

  /**
   * Reads which resource an event is of, and nothing behind it.
   *
   * @throws MalformedBinaryException when the bytes are no event that this version knows
   */
  public static ResourceKey resource(Bytes bytes) {
    BinaryReader in = new BinaryReader(bytes);
    EventName unused = readName(in);
    return ResourceFields.readKey(in);
  }

  private static EventName readName(BinaryReader in) {
    int at = in.offset();
    int code = in.octet();
    return EventName.of(code)
        .orElseThrow(
            () ->
                in.malformed(
                    at,
                    "a journal event of code %d, which this version of Headwater does not know; mend: run the newer version that wrote it, or a later one"
                        .formatted(code)));
  }

  private static ResourceEvent readReplaced(BinaryReader in) {
    Header read = readHeader(in, PARTIAL | CREATED | DIGEST, DIGEST);
    String digest = in.hexText();
    ResourceRows rows = ResourceFields.readRows(in);
    return new ResourceEvent.StateReplaced(
        read.header(), rows, read.has(CREATED), digest, Optional.empty());
  }

  private static Optional<String> readDigest(BinaryReader in, Header read) {
    return read.has(DIGEST) ? Optional.of(in.hexText()) : Optional.empty();
  }

  private record Header(EventHeader header, int flags) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private static void writeHeader(BinaryWriter out, EventHeader header, Optional<String> digest) {
    writeHeader(out, header, digest.isPresent() ? DIGEST : 0);
    digest.ifPresent(out::hexText);
  }

  private static void writeHeader(BinaryWriter out, EventHeader header, int flags) {
    ResourceFields.writeKey(out, header.resource());
    out.varint(header.version());
    out.octet(header.partial() ? flags | PARTIAL : flags);
    ResourceFields.writeProvenance(out, header.provenance());
    ResourceFields.writeApplied(out, header.applied());
  }

  private static Header readHeader(BinaryReader in, int allowed, int required) {
    ResourceKey resource = ResourceFields.readKey(in);
    long version = in.varint();
    int at = in.offset();
    int flags = in.octet();
    if ((flags & ~allowed) != 0 || (flags & required) != required) {
      throw in.malformed(at, "flags (%d) that this event cannot have".formatted(flags));
    }
    Provenance provenance = ResourceFields.readProvenance(in);
    Map<String, Long> applied = ResourceFields.readApplied(in);
    boolean partial = (flags & PARTIAL) != 0;
    return new Header(new EventHeader(resource, version, provenance, partial, applied), flags);
  }
}
