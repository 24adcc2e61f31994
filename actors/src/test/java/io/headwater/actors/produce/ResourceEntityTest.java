package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.core.contract.Contract;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ResourceEntityTest {

  private static final int MAX_DOCUMENT_BYTES = 100;

  private static ActorTestKit system;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private EventSourcedBehaviorTestKit<ResourceEntity.Command, ResourceEvent, ResourceState> entity;

  @BeforeAll
  static void startSystem() {
    system = ActorTestKit.create(EventSourcedBehaviorTestKit.config());
  }

  @AfterAll
  static void stopSystem() {
    system.shutdownTestKit();
  }

  @BeforeEach
  void createEntity() {
    // The serializer of events is with the journals, and leaves out the document.
    entity =
        EventSourcedBehaviorTestKit.create(
            system.system(),
            ResourceEntity.create(
                PersistenceId.ofUniqueId("widget|1"),
                new ResourceDecider(Widgets.MAPPING, Contract.unrestricted(), MAX_DOCUMENT_BYTES),
                new ProduceMeters(registry, Clock.systemUTC()),
                ResourceEntity.plugins(system.system().settings().config())),
            EventSourcedBehaviorTestKit.enabledSerializationSettings()
                .withVerifyEquality(true)
                .withVerifyEvents(false));
  }

  @Test
  void persistsOneEventPerTransactionAndAcknowledgesThemTogether() {
    var result = apply(Widgets.command(7, Widgets.named(10, 1, "a"), Widgets.named(11, 1, "b")));

    assertThat(result.events()).hasSize(2);
    assertThat(result.events())
        .extracting(event -> event.header().version())
        .containsExactly(1L, 2L);
    assertThat(result.reply().commandId()).isEqualTo(7);
    assertThat(result.reply().withheld()).isEmpty();
  }

  @Test
  void acknowledgesADuplicateWithoutAnEvent() {
    apply(Widgets.command(1, Widgets.named(10, 1, "a")));

    var again = apply(Widgets.command(2, Widgets.named(10, 1, "x")));

    assertThat(again.events()).isEmpty();
    assertThat(again.reply().commandId()).isEqualTo(2);
    assertThat(
            registry
                .get("headwater.produce.ignored.changes")
                .tag("reason", "duplicate")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void dropsDuplicatesAlsoAfterARestart() {
    apply(Widgets.command(1, Widgets.named(10, 1, "a")));
    ResourceState before = entity.getState();

    entity.restart();

    assertThat(entity.getState()).isEqualTo(before);
    assertThat(apply(Widgets.command(2, Widgets.named(9, 1, "x"))).events()).isEmpty();
  }

  @Test
  void continuesTheVersionAfterDeletionAndRestart() {
    apply(Widgets.command(1, Widgets.named(10, 1, "a"), Widgets.removed(11, 1)));
    entity.restart();

    apply(Widgets.command(2, Widgets.named(12, 1, "b")));

    assertThat(entity.getState()).isInstanceOf(ResourceState.Live.class);
    assertThat(entity.getState().version()).isEqualTo(3);
  }

  @Test
  void saysWhichChangesItCannotPublishAndKeepsTheirRows() {
    apply(Widgets.command(1, Widgets.named(10, 1, "a")));

    var result = apply(Widgets.command(2, Widgets.named(11, 1, "x".repeat(200))));

    assertThat(result.events()).hasOnlyElementsOfType(ResourceEvent.RowsReplaced.class);
    assertThat(result.reply().withheld()).singleElement();
    assertThat(result.reply().withheld().getFirst().reason())
        .contains("widget/1")
        .contains("max-document-bytes");
    assertThat(entity.getState().version()).isEqualTo(1);
  }

  @Test
  void tellsWhatItHoldsAndPersistsNothing() {
    assertThat(read().reply()).isEqualTo(ResourceDecider.initial());

    apply(Widgets.command(1, Widgets.named(10, 1, "a")));
    assertThat(read().reply()).isEqualTo(entity.getState()).isInstanceOf(ResourceState.Live.class);

    apply(Widgets.command(2, Widgets.removed(11, 1)));
    entity.restart();
    var answer = read();
    assertThat(answer.reply().version()).isEqualTo(2);
    assertThat(answer.reply()).isInstanceOf(ResourceState.Deleted.class);
    assertThat(answer.hasNoEvents()).isTrue();
    assertThat(answer.state()).isEqualTo(answer.reply());
  }

  private CommandResultWithReply<
          ResourceEntity.Command, ResourceEvent, ResourceState, ResourceState>
      read() {
    return entity.runCommand(ResourceEntity.ReadState::new);
  }

  private CommandResultWithReply<
          ResourceEntity.Command, ResourceEvent, ResourceState, ResourceEntity.Applied>
      apply(CommandLedger.Command command) {
    return entity.runCommand(
        (ActorRef<ResourceEntity.Applied> replyTo) ->
            new ResourceEntity.ApplyChanges(command, replyTo));
  }

  @Test
  void startsWithoutMergingTheSystemsConfiguration() {
    Config plugins = ResourceEntity.plugins(system.system().settings().config());

    assertThat(plugins.withFallback(ConfigFactory.parseString("a = 1"))).isSameAs(plugins);
    assertThat(plugins).isEqualTo(system.system().settings().config());
  }
}
