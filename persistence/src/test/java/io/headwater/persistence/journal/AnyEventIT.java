package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.pattern.Patterns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of any kind, of which none is complete, in a journal that keeps all. */
class AnyEventIT {

  private static final String ID = "diary";

  @TempDir Path directory;

  @Test
  void recoverFromTheStoreAndFromTheTopicInOrder() throws Exception {
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary())) {
      JournalTopics topics = new JournalTopics(broker.bootstrapServers());
      topics.recreate();
      try (JournalSystem system = start(topics, "first")) {
        ActorRef diary = system.actor(Diary.props(ID));
        ask(diary, new Diary.Write(List.of("a", "b", "c")));
        ask(diary, new Diary.Write(List.of("d")));
        ask(diary, new Diary.Forget(2));
        assertThat(ask(diary, new Diary.Write(List.of("e"))).sequenceNr()).isEqualTo(5);
      }
      Diary.Content expected = new Diary.Content(List.of("c", "d", "e"), 5);
      try (JournalSystem system = start(topics, "first")) {
        assertThat(ask(system.actor(Diary.props(ID)), new Diary.Read())).isEqualTo(expected);
      }
      try (JournalSystem system = start(topics, "second")) {
        ActorRef diary = system.actor(Diary.props(ID));
        assertThat(ask(diary, new Diary.Read())).isEqualTo(expected);
        ask(diary, new Diary.Forget(Long.MAX_VALUE));
      }
      try (JournalSystem system = start(topics, "third")) {
        ActorRef diary = system.actor(Diary.props(ID));
        assertThat(ask(diary, new Diary.Read())).isEqualTo(new Diary.Content(List.of(), 5));
        assertThat(ask(diary, new Diary.Write(List.of("f"))).sequenceNr()).isEqualTo(6);
      }
      assertThat(topics.committed(Topics.JOURNAL)).isNotEmpty();
      assertThat(topics.committed(JournalTopics.WIDGETS)).isEmpty();
    }
  }

  private JournalSystem start(JournalTopics topics, String store) {
    return JournalSystem.start(topics.kafka(), directory.resolve(store), Map.of("history", "all"));
  }

  private static Diary.Content ask(ActorRef diary, Object message) throws Exception {
    return (Diary.Content)
        Patterns.ask(diary, message, JournalSystem.LIMIT)
            .toCompletableFuture()
            .get(JournalSystem.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
