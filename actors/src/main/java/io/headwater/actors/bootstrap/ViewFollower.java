package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.pekko.NotUsed;
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

  private final List<ResourceType> types;
  private final ToLongFunction<ResourceType> end;
  private final Map<ResourceType, Progress> progress = new ConcurrentHashMap<>();
  private final SharedKillSwitch killSwitch = KillSwitches.shared("bootstrap-view");

  /**
   * Starts to follow.
   *
   * @param kafka properties of the consumers
   * @param epoch the epoch of a type's topic
   * @param end the sum of the end offsets, for {@code read_committed}, of a type's topic; -1 while
   *     unknown
   */
  public ViewFollower(
      ActorSystem<?> system,
      List<ResourceType> types,
      Map<String, String> kafka,
      BootstrapViewWriter view,
      Function<ResourceType, String> epoch,
      ToLongFunction<ResourceType> end) {
    this.types = List.copyOf(types);
    this.end = end;
    RestartSettings restarts =
        RestartSettings.create(MIN_RESTART_PAUSE, MAX_RESTART_PAUSE, RESTART_JITTER);
    for (ResourceType type : types) {
      Source<StateTopicReader.Polled, NotUsed> records =
          RestartSource.withBackoff(
              restarts,
              () ->
                  Source.unfoldResource(
                      () -> {
                        // Also after a failure: until it is at the head again it is not caught up.
                        progress.remove(type);
                        return new StateTopicReader(
                            kafka, type, view.open(type, epoch.apply(type)));
                      },
                      reader -> {
                        StateTopicReader.Polled polled = reader.poll();
                        if (polled.isProgress()) {
                          view.apply(type, polled.entries(), polled.next());
                        }
                        return Optional.of(polled);
                      },
                      StateTopicReader::close));
      records.via(killSwitch.flow()).runWith(Sink.foreach(polled -> advance(type, polled)), system);
    }
  }

  @Override
  public long lag(ResourceType type) {
    Progress reached = progress.get(type);
    long head = end.applyAsLong(type);
    return reached == null || head < 0 ? UNKNOWN : Math.max(0, head - reached.position());
  }

  @Override
  public boolean isCaughtUp() {
    return types.stream()
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
    long position = polled.next().values().stream().mapToLong(Long::longValue).sum();
    boolean caughtUp =
        (progress.containsKey(type) && progress.get(type).caughtUp())
            || position >= polled.endsAtStart();
    progress.put(type, new Progress(position, caughtUp));
  }
}
