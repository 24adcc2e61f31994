package io.headwater.client.consumer;

import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.bootstrap.BootstrapPart;
import io.headwater.client.bootstrap.Operation;
import io.headwater.client.bootstrap.PartReceiver;
import io.headwater.client.bootstrap.StateRecordView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A provider whose view lags behind the stream, and which breaks off as chance wants it. */
final class ModelProvider implements Provider {

  private final ModelStream stream;
  private final Random random;
  private final Following following;
  private final Map<Integer, Long> view = new HashMap<>();
  private String epoch = "";

  /** How often in a hundred something goes wrong. */
  int trouble;

  /** Tokens are refused with 410 while that is true. */
  boolean refusing;

  /** What those follow who ask. */
  enum Following {
    TOPIC,
    VIEW
  }

  ModelProvider(ModelStream stream, Random random, Following following) {
    this.stream = stream;
    this.random = random;
    this.following = following;
  }

  /** Its view reaches the heads. */
  void catchUp() {
    epoch = stream.epoch();
    for (int partition = 0; partition < stream.partitions; partition++) {
      view.put(partition, stream.end(partition));
    }
  }

  /** Its view goes on for a bit, in one partition. */
  void advance() {
    int partition = random.nextInt(stream.partitions);
    long at = at(partition);
    view.put(partition, at + random.nextLong(stream.end(partition) - at + 1));
  }

  @Override
  public int partitions(String type) throws ProviderException {
    maybeBreak();
    return stream.partitions;
  }

  @Override
  public void check(String type, String token) throws ProviderException, StreamLostException {
    maybeBreak();
    requireSafe(token);
  }

  @Override
  public void download(BootstrapPart part, PartReceiver receiver)
      throws ProviderException, StreamLostException {
    maybeBreak();
    int partition = part.partition();
    receiver.begins(
        new BootstrapHeader(
            part.type(),
            "topic",
            epoch(),
            new TreeMap<>(Map.of(partition, at(partition))),
            OptionalLong.of(ModelStream.TOMBSTONES.toMillis())));
    int sent = 0;
    for (Map.Entry<String, Long> state : stream.states(partition, at(partition)).entrySet()) {
      if (part.after().isPresent() && Keys.compare(state.getKey(), part.after().get()) <= 0) {
        continue;
      }
      maybeBreak();
      if (random.nextInt(4000) < trouble) {
        throw new StreamLostException("the checksum is another", false);
      }
      receiver.state(
          new StateRecordView(
              part.type(),
              state.getKey(),
              state.getValue(),
              Operation.UPDATE,
              ModelStream.value(state.getKey(), state.getValue())));
      sent++;
      if (sent % part.checkpoints() == 0) {
        receiver.checkpoint(state.getKey());
      }
    }
    maybeBreak();
  }

  @Override
  public Changes changes(String type, String token, int limit, Duration wait)
      throws ProviderException, StreamLostException {
    maybeBreak();
    SortedMap<Integer, Long> next = requireSafe(token);
    List<StreamRecord> records = new ArrayList<>();
    boolean whole = true;
    for (Map.Entry<Integer, Long> since : next.entrySet()) {
      int partition = since.getKey();
      long from = since.getValue();
      long to = Math.max(at(partition), from);
      for (ModelStream.Entry entry : stream.changes(partition, from, at(partition))) {
        if (records.size() == limit) {
          to = records.getLast().partition() == partition ? records.getLast().offset() + 1 : from;
          whole = false;
          break;
        }
        // Over HTTP a deletion has no version.
        StateChange change =
            entry.isDeletion()
                ? new StateChange.Delete(entry.key(), OptionalLong.empty())
                : entry.change();
        records.add(new StreamRecord(partition, entry.offset(), change));
      }
      next.put(partition, to);
    }
    return new Changes(records, next, whole);
  }

  @Override
  public String lease(String type, Optional<String> lease, Optional<String> token, Duration lasts)
      throws ProviderException, StreamLostException {
    maybeBreak();
    SortedMap<Integer, Long> from = new TreeMap<>();
    if (token.isPresent()) {
      from.putAll(requireSafe(token.get()));
    } else if (lease.isPresent()) {
      from.putAll(stream.lease(lease.get()).orElseThrow(ModelProvider::absent).from());
    } else {
      for (int partition = 0; partition < stream.partitions; partition++) {
        from.put(partition, at(partition));
      }
    }
    String id = lease.orElse("lease" + random.nextInt());
    stream.hold(id, from, lasts);
    return id;
  }

  @Override
  public void endLease(String type, String lease) throws ProviderException {
    maybeBreak();
    stream.release(lease);
  }

  @Override
  public void close() {}

  private static ProviderException absent() {
    return new ProviderException("404", Optional.empty());
  }

  // A view of a topic that was made anew is whole before it answers.
  private long at(int partition) {
    epoch();
    return view.getOrDefault(partition, 0L);
  }

  private String epoch() {
    if (!epoch.equals(stream.epoch())) {
      catchUp();
    }
    return epoch;
  }

  private SortedMap<Integer, Long> requireSafe(String token) throws StreamLostException {
    String[] fields = token.split("\\.");
    if (!fields[0].equals(epoch())) {
      throw new StreamLostException("409", false);
    }
    SortedMap<Integer, Long> next = new TreeMap<>();
    for (int i = 1; i < fields.length; i++) {
      String[] at = fields[i].split("-");
      next.put(Integer.valueOf(at[0]), Long.valueOf(at[1]));
    }
    boolean safe = next.entrySet().stream().allMatch(at -> isSafe(at.getKey(), at.getValue()));
    if (refusing || !safe || random.nextInt(2000) < trouble) {
      throw new StreamLostException("410", false);
    }
    return next;
  }

  private boolean isSafe(int partition, long next) {
    return switch (following) {
      case TOPIC -> stream.isSafe(partition, next);
      case VIEW -> stream.isSafeOverHttp(partition, next);
    };
  }

  private void maybeBreak() throws ProviderException {
    if (random.nextInt(200) < trouble) {
      throw new ProviderException("broken off", Optional.empty());
    }
  }
}
