package io.headwater.actors.produce;

import io.headwater.core.produce.HeldState;
import io.headwater.core.resource.ResourceKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Asks many resources what they hold, {@value #MAX_ASKED} at a time. Which of them stay in memory
 * afterwards is decided as ever, by the limit of active entities. Thread-safe.
 */
public final class HeldStates {

  /** The most resources that are asked and have not answered. */
  public static final int MAX_ASKED = 256;

  /** How long a resource may take to answer; its shard may have to start first. */
  public static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final ActorSystem<?> system;
  private final Function<ResourceKey, CompletionStage<HeldState>> question;

  /** Asks the resources of a shard region. */
  public HeldStates(ActorSystem<?> system, ResourceSharding sharding) {
    this(system, resource -> sharding.held(resource, ANSWER_LIMIT));
  }

  HeldStates(ActorSystem<?> system, Function<ResourceKey, CompletionStage<HeldState>> question) {
    this.system = system;
    this.question = question;
  }

  /**
   * What each of these resources holds; the stage fails with the first that does not answer within
   * {@link #ANSWER_LIMIT}.
   */
  public CompletionStage<Map<ResourceKey, HeldState>> of(Collection<ResourceKey> resources) {
    return Source.from(resources)
        .mapAsyncUnordered(MAX_ASKED, this::ask)
        .runFold(
            new HashMap<ResourceKey, HeldState>(),
            (states, answer) -> {
              states.put(answer.getKey(), answer.getValue());
              return states;
            },
            system)
        .thenApply(Map::copyOf);
  }

  private CompletionStage<Map.Entry<ResourceKey, HeldState>> ask(ResourceKey resource) {
    return question
        .apply(resource)
        .exceptionally(
            failure -> {
              throw new IllegalStateException(
                  "%s has not told what it holds, within %s; mend: see what /health/ready says"
                      .formatted(resource, ANSWER_LIMIT),
                  failure);
            })
        .thenApply(state -> Map.entry(resource, state));
  }
}
