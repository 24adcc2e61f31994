package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever is lost, repeated, late or crashes: what is published is what the database was. */
class ConvergencePropertyTest {

  private static final int SEEDS = 400;
  private static final int TRANSACTIONS = 60;
  private static final int STEPS_WITH_FAULTS = 20_000;
  private static final int REPLAYS = 3;
  private static final int SMALL_TRANSACTION = 3;
  private static final int LARGE_TRANSACTION = 1_000;

  @Test
  void publishesEachStateOfTheSourceOnceAndInOrderWhateverFails() {
    Seeds.forEach(SEEDS, ConvergencePropertyTest::converges);
  }

  private static void converges(long seed) {
    RandomGenerator random = Seeds.random(seed);
    int maxChanges = random.nextBoolean() ? SMALL_TRANSACTION : LARGE_TRANSACTION;
    WidgetHistory history = new WidgetHistory(random, maxChanges);
    for (int i = 0; i < TRANSACTIONS; i++) {
      history.next();
    }
    LossyPipeline pipeline =
        new LossyPipeline(List.of(Widgets.MAPPING), history.log(), maxChanges, random);

    pipeline.run(STEPS_WITH_FAULTS);

    assertPublished(history, pipeline);
    assertHeld(history, pipeline);

    for (int i = 0; i < REPLAYS; i++) {
      int from = i == 0 ? 0 : random.nextInt(history.log().size());
      pipeline.replayFrom(history.log().get(from).offset());

      assertPublished(history, pipeline);
      assertHeld(history, pipeline);
    }
  }

  private static void assertPublished(WidgetHistory history, LossyPipeline pipeline) {
    history
        .published()
        .forEach(
            (id, expected) -> {
              List<ResourceEvent> events = pipeline.published().getOrDefault(key(id), List.of());
              assertThat(events.stream().map(ConvergencePropertyTest::document))
                  .as("published of widget %d", id)
                  .containsExactlyElementsOf(expected);
              assertThat(events.stream().map(event -> event.header().version()))
                  .as("versions of widget %d", id)
                  .isSorted()
                  .doesNotHaveDuplicates();
            });
  }

  private static void assertHeld(WidgetHistory history, LossyPipeline pipeline) {
    DocumentRenderer renderer = new DocumentRenderer(Widgets.MAPPING);
    Map<Long, String> expected = history.documents();
    for (long id : history.published().keySet()) {
      ResourceKey resource = key(id);
      ResourceState state = pipeline.state(resource);
      Optional<String> held =
          renderer.render(state.rows()) instanceof Rendering.Rendered rendered
              ? Optional.of(rendered.document().json().toString())
              : Optional.empty();
      assertThat(held).as("held of widget %d", id).isEqualTo(Optional.ofNullable(expected.get(id)));
      assertThat(state instanceof ResourceState.Live).isEqualTo(held.isPresent());
    }
  }

  private static String document(ResourceEvent event) {
    return switch (event) {
      case ResourceEvent.StateReplaced replaced ->
          replaced.document().orElseThrow().json().toString();
      case ResourceEvent.ResourceDeleted ignored -> WidgetHistory.DELETED;
      case ResourceEvent.RowsReplaced kept ->
          throw new AssertionError("published kept rows of " + kept.header().resource());
      case ResourceEvent.RowsDropped dropped ->
          throw new AssertionError("published dropped rows of " + dropped.header().resource());
    };
  }

  @Test
  void theModelExercisesCreationsUpdatesAndDeletes() {
    Map<Boolean, Long> kinds =
        history(1).published().values().stream()
            .flatMap(List::stream)
            .collect(
                Collectors.partitioningBy(WidgetHistory.DELETED::equals, Collectors.counting()));

    assertThat(kinds.get(true)).isGreaterThan(5);
    assertThat(kinds.get(false)).isGreaterThan(30);
  }

  private static WidgetHistory history(long seed) {
    WidgetHistory history = new WidgetHistory(Seeds.random(seed), LARGE_TRANSACTION);
    for (int i = 0; i < TRANSACTIONS; i++) {
      history.next();
    }
    return history;
  }
}
