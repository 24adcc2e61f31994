package io.headwater.persistence.journal;

import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.resource.ResourceType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.Status;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.DeleteMessagesSuccess;

/** A small persistent actor that keeps what it is told and remembers what it recovered. */
final class Keeper extends AbstractPersistentActor {

  /** Persist these events atomically; answered with {@link State}. */
  record PersistAll(List<Object> events) {}

  /** Persist versions first to last, one after the other; answered with {@link State} once. */
  record PersistRun(long first, long last) {}

  /** Delete all events; answered with {@link State}. */
  record DeleteAll() {}

  /** Delete the events up to that number; answered with {@link State}. */
  record DeleteTo(long sequenceNr) {}

  /** Answered with {@link State}. */
  record Read() {}

  /** What the actor has recovered, and the number of its last event. */
  record State(List<ResourceEvent> recovered, long sequenceNr) {}

  private final ResourceType type;
  private final String id;
  private final List<ResourceEvent> recovered = new ArrayList<>();
  private final Queue<ActorRef> waiting = new ArrayDeque<>();

  Keeper(ResourceType type, String id) {
    this.type = type;
    this.id = id;
  }

  static Props props(ResourceType type, String id) {
    return Props.create(Keeper.class, () -> new Keeper(type, id));
  }

  @Override
  public String persistenceId() {
    return JournalSamples.persistenceId(type, id);
  }

  @Override
  public Receive createReceiveRecover() {
    return receiveBuilder().match(ResourceEvent.class, recovered::add).build();
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(PersistAll.class, this::persistAtomically)
        .match(PersistRun.class, run -> persistRun(run, getSender()))
        .match(DeleteAll.class, ignored -> deleteTo(lastSequenceNr()))
        .match(DeleteTo.class, to -> deleteTo(to.sequenceNr()))
        .match(DeleteMessagesSuccess.class, ignored -> answer(waiting.remove()))
        .match(Read.class, ignored -> answer(getSender()))
        .build();
  }

  private void persistAtomically(PersistAll all) {
    ActorRef asker = getSender();
    long last = lastSequenceNr() + all.events().size();
    persistAll(
        all.events(),
        ignored -> {
          if (lastSequenceNr() == last) {
            answer(asker);
          }
        });
  }

  private void persistRun(PersistRun run, ActorRef asker) {
    persist(
        JournalSamples.replaced(type, id, run.first()),
        ignored -> {
          if (run.first() == run.last()) {
            answer(asker);
          } else {
            persistRun(new PersistRun(run.first() + 1, run.last()), asker);
          }
        });
  }

  private void deleteTo(long sequenceNr) {
    waiting.add(getSender());
    deleteMessages(sequenceNr);
  }

  private void answer(ActorRef asker) {
    asker.tell(new State(List.copyOf(recovered), lastSequenceNr()), getSelf());
  }

  @Override
  public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
    getSender().tell(new Status.Failure(cause), getSelf());
  }

  @Override
  public void onPersistRejected(Throwable cause, Object event, long sequenceNr) {
    getSender().tell(new Status.Failure(cause), getSelf());
  }
}
