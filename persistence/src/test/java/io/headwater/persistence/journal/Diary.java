package io.headwater.persistence.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.journal.Tagged;

/** A persistent actor of texts, which all are needed to recover it. */
final class Diary extends AbstractPersistentActor {

  /** Persist these texts atomically, each with a tag; answered with {@link Content}. */
  record Write(List<String> texts) {}

  /** Forget the texts up to that number; answered with {@link Content}. */
  record Forget(long sequenceNr) {}

  /** Answered with {@link Content}. */
  record Read() {}

  /** What the actor has recovered, and the number of its last event. */
  record Content(List<String> recovered, long sequenceNr) {}

  private final String persistenceId;
  private final List<String> recovered = new ArrayList<>();
  private final Queue<ActorRef> waiting = new ArrayDeque<>();

  private Diary(String persistenceId) {
    this.persistenceId = persistenceId;
  }

  static Props props(String persistenceId) {
    return Props.create(Diary.class, () -> new Diary(persistenceId));
  }

  @Override
  public String persistenceId() {
    return persistenceId;
  }

  @Override
  public Receive createReceiveRecover() {
    return receiveBuilder().match(String.class, recovered::add).build();
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Write.class, this::write)
        .match(Forget.class, this::forget)
        .match(DeleteMessagesSuccess.class, ignored -> answer(waiting.remove()))
        .match(Read.class, ignored -> answer(getSender()))
        .build();
  }

  private void write(Write write) {
    ActorRef asker = getSender();
    long last = lastSequenceNr() + write.texts().size();
    persistAll(
        write.texts().stream().map(text -> new Tagged(text, Set.of("texts"))).toList(),
        ignored -> {
          if (lastSequenceNr() == last) {
            answer(asker);
          }
        });
  }

  private void forget(Forget forget) {
    waiting.add(getSender());
    deleteMessages(forget.sequenceNr());
  }

  private void answer(ActorRef asker) {
    asker.tell(new Content(List.copyOf(recovered), lastSequenceNr()), getSelf());
  }
}
