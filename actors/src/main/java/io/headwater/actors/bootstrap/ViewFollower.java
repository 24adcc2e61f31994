package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.resource.ResourceType;
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
 * <p>Thread-safe. A stream that fails starts anew from the stored positions.
 */
public final class ViewFollower implements ViewStatus, AutoCloseable {

  private static final Duration MIN_RESTART_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_RESTART_PAUSE = Duration.ofSeconds(30);
  private static final double RESTART_JITTER = 0.2;
  private static final long UNKNOWN = -1;

  private record Progress(long position, boolean caughtUp) {}

  /** How often a type that does not move is written, so that its age is known. */
  private static final Duration REFRESH = Duration.ofSeconds(10);

  /** It is written at least that many times while a tombstone is kept. */
  private static final int REFRESHES = 32;

  private final ViewSetup setup;
  private final BootstrapViewWriter view;
  private final ViewAdvance advance;
  private final Map<ResourceType, Progress> progress = new ConcurrentHashMap<>();
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
              restarts, () -> Source.unfoldResource(() -> open(type), this::read, OpenType::close))
          .via(killSwitch.flow())
          .runWith(Sink.foreach(polled -> advance(type, polled)), system);
    }
  }

  /** A type that is being read; used by one thread at a time. */
  private final class OpenType {

    private final ResourceType type;
    private final StateTopicReader reader;
    private final long refreshNanos;
    private long writtenAtNanos;

    OpenType(ResourceType type) {
      Duration tombstones = setup.tombstones().apply(type);
      Duration share = tombstones.dividedBy(REFRESHES);
      this.type = type;
      this.refreshNanos = (share.compareTo(REFRESH) < 0 ? share : REFRESH).toNanos();
      this.reader =
          new StateTopicReader(
              setup.kafka(),
              type,
              view.open(type, setup.epoch().apply(type), tombstones),
              () -> setup.end().applyAsLong(type),
              InstantSource.system());
      this.writtenAtNanos = System.nanoTime() - refreshNanos;
    }

    StateTopicReader.Polled read() {
      StateTopicReader.Polled polled = reader.poll();
      long now = System.nanoTime();
      if (polled.isProgress() || now - writtenAtNanos >= refreshNanos) {
        view.apply(type, polled.entries(), polled.reached());
        writtenAtNanos = now;
      }
      return polled;
    }

    void close() {
      reader.close();
    }
  }

  private OpenType open(ResourceType type) {
    // Also after a failure: until it is at the head again it is not caught up.
    progress.remove(type);
    return new OpenType(type);
  }

  private Optional<StateTopicReader.Polled> read(OpenType open) {
    return Optional.of(open.read());
  }

  @Override
  public long lag(ResourceType type) {
    Progress reached = progress.get(type);
    long head = setup.end().applyAsLong(type);
    return reached == null || head < 0 ? UNKNOWN : Math.max(0, head - reached.position());
  }

  /** The sum of the next offsets of the type in the view; -1 while unknown. */
  public long position(ResourceType type) {
    Progress reached = progress.get(type);
    return reached == null ? UNKNOWN : reached.position();
  }

  @Override
  public boolean isCaughtUp() {
    return setup.types().stream()
        .allMatch(
            type -> {
              Progress reached = progress.get(type);
              return reached != null && reached.caughtUp();
            });
  }

  @Override
  public void close() {
    killSwitch.shutdown();
  }

  private void advance(ResourceType type, StateTopicReader.Polled polled) {
    long position = polled.position();
    boolean caughtUp =
        (progress.containsKey(type) && progress.get(type).caughtUp())
            || position >= polled.endsAtStart();
    progress.put(type, new Progress(position, caughtUp));
    if (polled.isProgress()) {
      advance.moved(type);
    }
  }
}
