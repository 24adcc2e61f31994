package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Follows the state topic of every type into the bootstrap view, one stream per type.
 *
 * <p>Thread-safe. A stream that fails starts anew from the stored positions; when the topic was
 * made anew meanwhile, from its beginning, with an empty type.
 */
public final class ViewFollower implements ViewStatus, AutoCloseable {

  private static final Duration MIN_RESTART_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_RESTART_PAUSE = Duration.ofSeconds(30);
  private static final double RESTART_JITTER = 0.2;
  private static final long UNKNOWN = -1;

  /** How often a type that does not move is written, so that its age is known. */
  private static final Duration REFRESH = Duration.ofSeconds(10);

  /** It is written at least that many times while a tombstone is kept. */
  private static final int REFRESHES = 32;

  private final ViewSetup setup;
  private final BootstrapViewWriter view;
  private final ViewAdvance advance;
  private final Map<ResourceType, ViewStanding> standings = new ConcurrentHashMap<>();
  private final SharedKillSwitch killSwitch = KillSwitches.shared("bootstrap-view");

  /**
   * Starts to follow.
   *
   * @param advance is told whenever the view has moved on
   */
  public ViewFollower(
      ActorSystem<?> system, ViewSetup setup, BootstrapViewWriter view, ViewAdvance advance) {
    this.setup = setup;
    this.view = view;
    this.advance = advance;
    RestartSettings restarts =
        RestartSettings.create(MIN_RESTART_PAUSE, MAX_RESTART_PAUSE, RESTART_JITTER);
    for (ResourceType type : setup.types()) {
      RestartSource.withBackoff(
              restarts,
              () -> Source.unfoldResource(() -> new OpenType(type), this::read, OpenType::close))
          .via(killSwitch.flow())
          .runWith(Sink.foreach(polled -> advance(type, polled)), system);
    }
  }

  /** A type that is being read; used by one thread at a time. */
  private final class OpenType {

    private final ResourceType type;
    private final EpochWatch epoch;
    private final StateTopicReader reader;
    private final long refreshNanos;
    private ViewStanding standing = ViewStanding.beginning();
    private long writtenAtNanos;

    OpenType(ResourceType type) {
      Duration tombstones = setup.tombstones().apply(type);
      Duration share = tombstones.dividedBy(REFRESHES);
      this.type = type;
      this.refreshNanos = (share.compareTo(REFRESH) < 0 ? share : REFRESH).toNanos();
      this.epoch = new EpochWatch(type, () -> setup.epoch().apply(type), System::nanoTime);
      this.reader =
          StateTopicReader.open(
              setup.kafka(),
              type,
              view.open(type, epoch.epoch(), tombstones),
              () -> setup.ends().apply(type),
              InstantSource.system());
      this.writtenAtNanos = System.nanoTime() - refreshNanos;
    }

    StateTopicReader.Polled read() {
      StateTopicReader.Polled polled = reader.poll();
      epoch.confirm(polled.isProgress());
      long now = System.nanoTime();
      ViewStanding reached = standing.at(polled.next(), polled.ends(), now);
      // The first time at the head is written at once: from then on the view vouches for its age.
      boolean isNews = reached.hasCaughtUp() && !standing.hasCaughtUp();
      if (polled.isProgress() || isNews || now - writtenAtNanos >= refreshNanos) {
        view.apply(type, polled.entries(), polled.reached());
        writtenAtNanos = now;
      }
      standing = reached;
      standings.put(type, reached);
      return polled;
    }

    void close() {
      // Until it is at the head again it is not caught up.
      standings.remove(type);
      reader.close();
    }
  }

  private Optional<StateTopicReader.Polled> read(OpenType open) {
    return Optional.of(open.read());
  }

  @Override
  public long lag(ResourceType type) {
    ViewStanding reached = standings.get(type);
    Map<Integer, Long> ends = setup.ends().apply(type);
    return reached == null || ends.isEmpty() ? UNKNOWN : reached.lag(ends);
  }

  /** Whether the view has all that is before these ends of the type's partitions. */
  public boolean hasReached(ResourceType type, Map<Integer, Long> ends) {
    ViewStanding reached = standings.get(type);
    return reached != null && reached.hasReached(ends);
  }

  @Override
  public boolean isCaughtUp() {
    return problem().isEmpty();
  }

  /** Why the view may be older than its topics; empty while it keeps up. */
  public Optional<String> problem() {
    return setup.types().stream().flatMap(type -> problem(type).stream()).findFirst();
  }

  private Optional<String> problem(ResourceType type) {
    ViewStanding reached = standings.get(type);
    if (reached == null || !reached.hasCaughtUp()) {
      return Optional.of(
          "the view has not reached the head of %s yet".formatted(Topics.state(type)));
    }
    return reached
        .stall(System.nanoTime())
        .map(
            stall ->
                "the view has neither moved in partition %d of %s nor known to be at its end for %d s; mend: look whether Kafka is healthy"
                    .formatted(stall.partition(), Topics.state(type), stall.lasts().toSeconds()));
  }

  @Override
  public void close() {
    killSwitch.shutdown();
  }

  private void advance(ResourceType type, StateTopicReader.Polled polled) {
    if (polled.isProgress()) {
      advance.moved(type);
    }
  }
}
