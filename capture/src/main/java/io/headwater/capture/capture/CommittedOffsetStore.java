package io.headwater.capture.capture;

import io.headwater.core.capture.StoredPosition;
import io.headwater.core.json.Json;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;

/**
 * The engine's offset store: it hands out the change log's position and keeps nothing itself.
 *
 * <p>The engine creates it by name, so the position waits under a key that is in the engine's
 * properties. The change log is the only place where positions are stored; what the engine
 * acknowledges is there already. Thread-safe.
 */
public final class CommittedOffsetStore implements OffsetBackingStore {

  private static final String KEY = "headwater.offset.store";
  private static final Map<String, PositionInMemory> POSITIONS = new ConcurrentHashMap<>();

  private PositionInMemory position = new PositionInMemory(Optional.empty());

  /** Created by the engine. */
  public CommittedOffsetStore() {}

  private static final class PositionInMemory {
    private volatile Optional<StoredPosition> value;

    PositionInMemory(Optional<StoredPosition> value) {
      this.value = value;
    }
  }

  /** A position that an engine is going to ask for; close it when the engine has stopped. */
  static final class Registration implements AutoCloseable {

    private final String key = UUID.randomUUID().toString();
    private final PositionInMemory position;

    Registration(Optional<StoredPosition> initial) {
      position = new PositionInMemory(initial.map(Positions::restartable));
      POSITIONS.put(key, position);
    }

    /** What the engine's properties must hold. */
    Map<String, String> properties() {
      return Map.of("offset.storage", CommittedOffsetStore.class.getName(), KEY, key);
    }

    /** The change log is committed up to here. */
    void committed(StoredPosition newer) {
      position.value = Optional.of(Positions.restartable(newer));
    }

    @Override
    public void close() {
      POSITIONS.remove(key);
    }
  }

  @Override
  public void configure(WorkerConfig config) {
    String key = config.originalsStrings().getOrDefault(KEY, "");
    PositionInMemory registered = POSITIONS.get(key);
    if (registered == null) {
      throw new IllegalStateException("no position is registered for this engine");
    }
    position = registered;
  }

  @Override
  public void start() {
    // The position is in memory.
  }

  @Override
  public void stop() {
    // Nothing is open.
  }

  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    // An engine has one partition, its source, so every key is the same.
    Map<ByteBuffer, ByteBuffer> found = new HashMap<>();
    position.value.ifPresent(
        stored -> {
          byte[] json = Json.bytes(StoredPositions.value(stored.offset()));
          keys.forEach(key -> found.put(key, ByteBuffer.wrap(json)));
        });
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    Future<Void> done = CompletableFuture.completedFuture(null);
    callback.onCompletion(null, null);
    return done;
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return position.value.map(stored -> Set.of(stored.partition())).orElse(Set.of());
  }
}
