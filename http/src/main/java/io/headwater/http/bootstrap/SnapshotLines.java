package io.headwater.http.bootstrap;

import io.headwater.core.bootstrap.BootstrapView.Snapshot;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.json.Bytes;
import io.headwater.http.route.JsonBody;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** Turns a snapshot into chunks of NDJSON lines; not thread-safe. */
final class SnapshotLines implements AutoCloseable {

  private enum Stage {
    HEADER,
    STATES,
    ENDED
  }

  /** The states that are read for a chunk, however few of them it has. */
  private static final int MOST_READ = 10_000;

  private static final byte SPACE = ' ';

  private final Header header;
  private final Part part;
  private final int chunkBytes;
  private final Snapshot snapshot;
  private final Iterator<StoredState> states;
  private final MessageDigest digest = sha256();
  private Stage stage = Stage.HEADER;
  private long count;
  private byte[] chunk;
  private int used;
  private int digested;
  private int padding;

  SnapshotLines(Header header, Part part, int chunkBytes, Snapshot snapshot) {
    this.header = header;
    this.part = part;
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
      line(header.line());
      stage = Stage.STATES;
    }
    digested = used;
    String last = "";
    for (int read = 0; used < chunkBytes && states.hasNext(); read++) {
      // What a filter leaves out counts too: the thread is for others as well, and a connection on
      // which nothing moves is cut.
      if (read >= MOST_READ) {
        sign(last);
        return Optional.of(take());
      }
      StoredState state = states.next();
      last = state.id();
      state(state);
    }
    // A full chunk goes out first: whether states remain is asked again with the next one.
    if (used < chunkBytes) {
      digestLines();
      line(completion());
      stage = Stage.ENDED;
    }
    return Optional.of(take());
  }

  /** Shows the client that the download goes on, and from where if it wants to know. */
  private void sign(String after) {
    if (part.checkpoints().isPresent()) {
      digestLines();
      line(checkpoint(after));
      digested = used;
    } else if (used == 0) {
      // JSON may begin with it, so it disturbs nobody who did not ask for checkpoints.
      chunk[used++] = SPACE;
      digested = used;
      padding++;
    }
  }

  private void state(StoredState state) {
    Optional<Bytes> told = part.selection().of(state.value());
    if (told.isEmpty()) {
      return;
    }
    for (; padding > 0; padding--) {
      // It went out before, and is a part of this line.
      digest.update(SPACE);
    }
    line(told.get().array());
    count++;
    if (part.checkpoints().isPresent() && count % part.checkpoints().getAsInt() == 0) {
      digestLines();
      line(checkpoint(state.id()));
      digested = used;
    }
  }

  /** Takes the state lines of the chunk into the checksum. */
  private void digestLines() {
    digest.update(chunk, digested, used - digested);
    digested = used;
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
    if (stage == Stage.STATES) {
      digestLines();
    }
    ByteString full = ByteString.fromArray(chunk, 0, used);
    used = 0;
    digested = 0;
    if (chunk.length > 2 * chunkBytes) {
      chunk = new byte[chunkBytes];
    }
    return full;
  }

  private byte[] checkpoint(String after) {
    return JsonBody.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("checkpoint");
          json.writeNumberField("count", count);
          json.writeStringField("checksum", checksum());
          json.writeStringField("after", after);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private byte[] completion() {
    return JsonBody.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("complete");
          json.writeNumberField("count", count);
          json.writeStringField("checksum", checksum());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** The checksum of the state lines so far; more may follow. */
  private String checksum() {
    try {
      byte[] soFar = ((MessageDigest) digest.clone()).digest();
      return "sha256:" + HexFormat.of().formatHex(soFar);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every Java platform can copy a SHA-256", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
