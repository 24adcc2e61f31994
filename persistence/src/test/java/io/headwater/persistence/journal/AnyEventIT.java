package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.resource.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.pattern.Patterns;
import org.junit.jupiter.api.Test;

/** Events of any kind, of which none is complete, in a journal that keeps all. */
class AnyEventIT extends JournalScenario {

  private static final String ID = "diary";

  @Test
  void recoverFromTheStoreAndFromTheTopicInOrder() throws Exception {
    try (JournalSystem system = start("first")) {
      ActorRef diary = system.actor(Diary.props(ID));
      ask(diary, new Diary.Write(List.of("a", "b", "c")));
      ask(diary, new Diary.Write(List.of("d")));
      ask(diary, new Diary.Forget(2));
      assertThat(ask(diary, new Diary.Write(List.of("e"))).sequenceNr()).isEqualTo(5);
    }
    Diary.Content expected = new Diary.Content(List.of("c", "d", "e"), 5);
    try (JournalSystem system = start("first")) {
      assertThat(ask(system.actor(Diary.props(ID)), new Diary.Read())).isEqualTo(expected);
    }
    try (JournalSystem system = start("second")) {
      ActorRef diary = system.actor(Diary.props(ID));
      assertThat(ask(diary, new Diary.Read())).isEqualTo(expected);
      ask(diary, new Diary.Forget(Long.MAX_VALUE));
    }
    try (JournalSystem system = start("third")) {
      ActorRef diary = system.actor(Diary.props(ID));
      assertThat(ask(diary, new Diary.Read())).isEqualTo(new Diary.Content(List.of(), 5));
      assertThat(ask(diary, new Diary.Write(List.of("f"))).sequenceNr()).isEqualTo(6);
    }
    assertThat(topics.committed(Topics.JOURNAL)).isNotEmpty();
    assertThat(topics.committed(JournalTopics.WIDGETS)).isEmpty();
  }

  private JournalSystem start(String store) {
    return JournalSystem.start(topics.kafka(), directory.resolve(store), Map.of("history", "all"));
  }

  private static Diary.Content ask(ActorRef diary, Object message) throws Exception {
    return (Diary.Content)
        Patterns.ask(diary, message, JournalSystem.LIMIT)
            .toCompletableFuture()
            .get(JournalSystem.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
