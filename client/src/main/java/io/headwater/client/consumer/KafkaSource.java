package io.headwater.client.consumer;

import io.headwater.client.consume.DeliveredRecord;
import io.headwater.client.consume.FollowTimeoutException;
import io.headwater.client.consume.MalformedStateRecordException;
import io.headwater.client.consume.PositionLostException;
import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** The stream as the state topic tells it. */
final class KafkaSource implements StateSource {

  private static final Duration MAX_POLL = Duration.ofSeconds(1);

  /** How long a question for the end may keep records waiting. */
  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  /** Whether the topic is still the one that was opened. */
  interface Identity extends AutoCloseable {

    void require() throws ProviderException, StreamLostException, InterruptedException;

    @Override
    void close();
  }

  private final StateFollower follower;
  private final Identity identity;
  private final InstantSource clock;
  private final Duration lagInterval;
  private final Set<Integer> paused = new HashSet<>();
  private final StreamAge age = new StreamAge();
  private Instant endAsked = Instant.EPOCH;
  private Instant identified;

  /**
   * A source of that topic.
   *
   * @param lagInterval how often the end of the topic, and its identity, are looked up
   */
  KafkaSource(
      StateFollower follower, Identity identity, InstantSource clock, Duration lagInterval) {
    this.follower = follower;
    this.identity = identity;
    this.clock = clock;
    this.lagInterval = lagInterval;
    this.identified = clock.instant();
  }

  @Override
  public Batch poll(Duration wait)
      throws ProviderException, StreamLostException, InterruptedException {
    try {
      return look(wait.compareTo(MAX_POLL) < 0 ? wait : MAX_POLL);
    } catch (PositionLostException e) {
      throw new StreamLostException(String.valueOf(e.getMessage()), true);
    } catch (InterruptException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void pause(int partition, long next) {
    paused.add(partition);
    age.rewound(partition);
    follower.pause(partition, next);
  }

  @Override
  public void resume(int partition) {
    paused.remove(partition);
    follower.resume(partition);
  }

  @Override
  public void close() {
    identity.close();
    try {
      follower.close();
    } catch (KafkaException e) {
      // Nothing is committed through it, so nothing is lost by an end that is not clean.
      Thread.interrupted();
    }
  }

  /**
   * Kafka's own exception for it leaves the thread interrupted, which its next call must not be.
   */
  static InterruptedException interrupted(InterruptException cause) {
    Thread.interrupted();
    return (InterruptedException) new InterruptedException("interrupted").initCause(cause);
  }

  private Batch look(Duration wait)
      throws ProviderException, StreamLostException, InterruptedException {
    List<DeliveredRecord> found = new ArrayList<>();
    Optional<Malformed> malformed = Optional.empty();
    try {
      follower.poll(wait, found::add);
    } catch (MalformedStateRecordException e) {
      malformed =
          Optional.of(new Malformed(e.partition(), e.offset(), String.valueOf(e.getMessage())));
    }
    if (!found.isEmpty() || malformed.isPresent()) {
      identify();
    }
    SortedMap<Integer, Long> next = new TreeMap<>(follower.positions());
    next.keySet().removeAll(paused);
    return new Batch(
        found.stream().map(KafkaSource::streamRecord).toList(),
        next,
        malformed,
        age.before(
            found.stream()
                .map(one -> new StreamAge.Seen(one.partition(), one.timestamp()))
                .toList()),
        end());
  }

  // A topic that was made anew has the same offsets again, and the brokers' client may go on in it.
  private void identify() throws ProviderException, StreamLostException, InterruptedException {
    Instant now = clock.instant();
    if (!now.isBefore(identified.plus(lagInterval))) {
      identity.require();
      identified = now;
    }
  }

  private End end() {
    if (clock.instant().isBefore(endAsked.plus(lagInterval))) {
      return new End.Unasked();
    }
    try {
      Instant now = clock.instant();
      SortedMap<Integer, Long> ends = follower.ends(END_LIMIT);
      ends.forEach(
          (partition, end) -> {
            boolean isThere = follower.positions().getOrDefault(partition, 0L) >= end;
            if (isThere && !paused.contains(partition)) {
              age.atEnd(partition, now);
            }
          });
      return new End.At(ends);
    } catch (FollowTimeoutException e) {
      return new End.Unasked();
    } finally {
      // From here on, or brokers that do not answer would be asked all the time.
      endAsked = clock.instant();
    }
  }

  private static StreamRecord streamRecord(DeliveredRecord found) {
    return new StreamRecord(
        found.partition(),
        found.offset(),
        switch (found.record()) {
          case StateRecord.Upsert upsert ->
              new StateChange.Upsert(upsert.key(), upsert.version(), upsert.bytes());
          case StateRecord.Delete delete ->
              new StateChange.Delete(delete.key(), OptionalLong.of(delete.version()));
          case StateRecord.Tombstone tombstone ->
              new StateChange.Delete(tombstone.key(), OptionalLong.empty());
        });
  }
}
