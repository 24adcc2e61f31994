package io.headwater.app.wiring;

import io.headwater.actors.produce.ProduceLag;
import io.headwater.core.capture.SourceStatus;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Tells the other nodes of the sources whose engine runs here, and hears of the others, so that
 * every node can answer for all sources.
 */
final class StatusExchange {

  private static final Duration TELL_EVERY = Duration.ofMillis(500);

  private sealed interface Message {}

  private enum Tell implements Message {
    TELL
  }

  private record Heard(String text) implements Message {}

  private StatusExchange() {}

  static void start(ActorSystem<?> system, LiveStatuses statuses, ProduceLag lag) {
    String node = Cluster.get(system).selfMember().uniqueAddress().toString();
    system.systemActorOf(
        // What a node of another version tells may not be readable.
        Behaviors.supervise(create(node, statuses, lag)).onFailure(SupervisorStrategy.resume()),
        "status-exchange",
        Props.empty());
  }

  private static Behavior<Message> create(String node, LiveStatuses statuses, ProduceLag lag) {
    return Behaviors.setup(
        context -> {
          ActorRef<Topic.Command<String>> topic =
              context.spawn(Topic.create(String.class, "headwater-sources"), "topic");
          topic.tell(Topic.subscribe(context.messageAdapter(String.class, Heard::new)));
          return Behaviors.withTimers(
              timers -> {
                timers.startTimerWithFixedDelay(Tell.TELL, TELL_EVERY);
                return Behaviors.receive(Message.class)
                    .onMessage(
                        Tell.class,
                        tell -> {
                          for (SourceStatus status : statuses.here()) {
                            ToldStatus told =
                                new ToldStatus(node, status, lag.applied(status.name()));
                            topic.tell(Topic.publish(told.encode()));
                          }
                          return Behaviors.same();
                        })
                    .onMessage(
                        Heard.class,
                        heard -> {
                          ToldStatus told = ToldStatus.decode(heard.text());
                          if (!told.node().equals(node)) {
                            statuses.heard(told.status());
                            told.applied()
                                .ifPresent(offset -> lag.heard(told.status().name(), offset));
                          }
                          return Behaviors.same();
                        })
                    .build();
              });
        });
  }
}
