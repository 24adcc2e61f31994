package io.headwater.http.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.http.route.JsonBody;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.pekko.util.ByteString;

/** Turns a snapshot into chunks of NDJSON lines; not thread-safe. */
final class SnapshotLines implements AutoCloseable {

  private enum Stage {
    HEADER,
    STATES,
    ENDED
  }

  private final ResourceType type;
  private final OptionalInt partition;
  private final int chunkBytes;
  private final Snapshot snapshot;
  private final Iterator<StoredState> states;
  private final MessageDigest digest = sha256();
  private Stage stage = Stage.HEADER;
  private long count;
  private byte[] chunk;
  private int used;

  SnapshotLines(ResourceType type, OptionalInt partition, int chunkBytes, Snapshot snapshot) {
    this.type = type;
    this.partition = partition;
    this.chunkBytes = chunkBytes;
    this.chunk = new byte[chunkBytes];
    this.snapshot = snapshot;
    this.states = snapshot.states();
  }

  /** The next chunk of whole lines; empty after the last. */
  Optional<ByteString> next() {
    if (stage == Stage.ENDED) {
      return Optional.empty();
    }
    if (stage == Stage.HEADER) {
      line(header());
      stage = Stage.STATES;
    }
    int statesFrom = used;
    while (used < chunkBytes && states.hasNext()) {
      line(states.next().value().array());
      count++;
    }
    digest.update(chunk, statesFrom, used - statesFrom);
    // A full chunk goes out first: whether states remain is asked again with the next one.
    if (used < chunkBytes) {
      line(completion());
      stage = Stage.ENDED;
    }
    return Optional.of(take());
  }

  @Override
  public void close() {
    snapshot.close();
  }

  private void line(byte[] json) {
    int needed = used + json.length + 1;
    if (needed > chunk.length) {
      chunk = Arrays.copyOf(chunk, Math.max(needed, chunk.length + chunkBytes / 4));
    }
    System.arraycopy(json, 0, chunk, used, json.length);
    chunk[needed - 1] = '\n';
    used = needed;
  }

  private ByteString take() {
    ByteString full = ByteString.fromArray(chunk, 0, used);
    used = 0;
    if (chunk.length > 2 * chunkBytes) {
      chunk = new byte[chunkBytes];
    }
    return full;
  }

  private byte[] header() {
    StreamPositions all = snapshot.positions();
    StreamPositions positions = partition.isPresent() ? all.only(partition.getAsInt()) : all;
    return JsonBody.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("bootstrap");
          json.writeStringField("type", type.name());
          json.writeStringField("topic", Topics.state(type));
          json.writeStringField("epoch", positions.epoch());
          json.writeObjectFieldStart("positions");
          for (Map.Entry<Integer, Long> next : positions.next().entrySet()) {
            json.writeNumberField(Integer.toString(next.getKey()), next.getValue());
          }
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private byte[] completion() {
    String checksum = "sha256:" + HexFormat.of().formatHex(digest.digest());
    return JsonBody.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("complete");
          json.writeNumberField("count", count);
          json.writeStringField("checksum", checksum);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
