package io.headwater.http.changes;

import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.http.query.Positions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one client, at its pace: it reads only when the client wants more, and holds at
 * most the batch that the client has not taken yet. It takes a place, which is free when the stream
 * ends.
 */
final class TailEvents extends GraphStage<SourceShape<ByteString>> {

  private static final ByteString HEARTBEAT = ByteString.fromString(": heartbeat\n\n");

  private static final Logger log = LoggerFactory.getLogger(TailEvents.class);

  private enum Timer {
    READ,
    HEARTBEAT
  }

  private enum Doing {
    /** The client has taken everything that is known and has not asked for more. */
    NOTHING,
    /** A batch is being read. */
    READING,
    /** The view holds nothing more. */
    WAITING
  }

  private final Outlet<ByteString> out = Outlet.create("TailEvents.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final SharedBatches batches;
  private final Question first;
  private final ChangesSettings settings;
  private final Places places;
  private final LongSupplier nanoTime;

  TailEvents(
      SharedBatches batches,
      Question first,
      ChangesSettings settings,
      Places places,
      LongSupplier nanoTime) {
    this.batches = batches;
    this.first = first;
    this.settings = settings;
    this.places = places;
    this.nanoTime = nanoTime;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private record Answer(CompletableFuture<Batch> batch) {}

  private final class Logic extends TimerGraphStageLogic {

    private final AsyncCallback<Answer> answered = createAsyncCallback(this::onAnswer);
    private final AsyncCallback<Long> moved = createAsyncCallback(this::readNotTooSoon);
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private boolean hasPlace;
    private boolean hasTold;
    private boolean hasToldEnd;
    private long sentAt;
    private Doing doing = Doing.NOTHING;
    private Question question = first;
    private ByteString held = ByteString.emptyByteString();

    private Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              if (!held.isEmpty()) {
                send(held);
                held = ByteString.emptyByteString();
              } else if (doing == Doing.NOTHING) {
                read();
              }
            }
          });
    }

    @Override
    public void preStart() {
      sentAt = nanoTime.getAsLong();
      hasPlace = places.take();
      if (hasPlace) {
        scheduleOnce(Timer.HEARTBEAT, settings.heartbeat());
      } else {
        failStage(places.allTaken());
      }
    }

    @Override
    public void postStop() {
      if (hasPlace) {
        places.giveBack();
      }
      gone.complete(null);
    }

    @Override
    public void onTimer(Object timer) {
      switch ((Timer) timer) {
        case READ -> readWhenWanted();
        case HEARTBEAT -> beat();
      }
    }

    private void beat() {
      long rest = settings.heartbeat().toNanos() - (nanoTime.getAsLong() - sentAt);
      // Not before the first answer, which may have to be a problem.
      if (rest <= 0 && hasTold && isAvailable(out)) {
        send(HEARTBEAT);
      }
      scheduleOnce(Timer.HEARTBEAT, rest > 0 ? Duration.ofNanos(rest) : settings.heartbeat());
    }

    private void read() {
      doing = Doing.READING;
      CompletableFuture<Batch> batch = batches.ask(question).toCompletableFuture();
      // A batch in memory is taken here, so that it costs no message.
      if (batch.isDone()) {
        onAnswer(new Answer(batch));
      } else {
        CompletionStage<Batch> pending = batch;
        pending.whenComplete((read, failure) -> answered.invoke(new Answer(batch)));
      }
    }

    private void onAnswer(Answer answer) {
      doing = Doing.NOTHING;
      try {
        onBatch(answer.batch().join());
      } catch (CompletionException e) {
        onFailure(e.getCause() == null ? e : e.getCause());
      }
    }

    private void onBatch(Batch batch) {
      boolean isNothingNew =
          hasTold && hasToldEnd == batch.isUpToDate() && batch.isNothingNew(question.since());
      question = question.from(batch.next());
      hasTold = true;
      hasToldEnd = batch.isUpToDate();
      if (batch.isLast()) {
        // The wait goes on whether or not the client takes what is sent now.
        await(batch);
      }
      if (!isNothingNew) {
        sendOrHold(batch.body());
      }
    }

    private void await(Batch batch) {
      doing = Doing.WAITING;
      // Unlike a dependent of the view's future, this leaves nothing behind when the client goes.
      CompletionStage<Object> either = CompletableFuture.anyOf(batch.moved(), gone);
      // Not the batch, which would be kept for as long as the view stands still.
      long readAt = batch.readAt();
      either.thenRun(() -> moved.invoke(readAt));
    }

    private void readNotTooSoon(long last) {
      long passed = nanoTime.getAsLong() - last;
      long rest = settings.minInterval().toNanos() - passed;
      if (rest > 0) {
        scheduleOnce(Timer.READ, Duration.ofNanos(rest));
      } else {
        readWhenWanted();
      }
    }

    private void readWhenWanted() {
      if (isAvailable(out)) {
        read();
      } else {
        doing = Doing.NOTHING;
      }
    }

    private void onFailure(Throwable failure) {
      if (hasTold && failure instanceof UnsafePositionsException unsafe) {
        String path = "/v1/resources/" + question.type() + "/changes";
        String problem = new String(Positions.problem(unsafe).body(path), StandardCharsets.UTF_8);
        emit(out, ByteString.fromString("event: refused\ndata: " + problem + "\n\n"));
        complete(out);
      } else {
        if (hasTold) {
          log.error(
              "Following {} broke off; its client goes on elsewhere", question.type(), failure);
        }
        failStage(failure);
      }
    }

    private void sendOrHold(ByteString bytes) {
      if (isAvailable(out)) {
        send(bytes);
      } else {
        held = bytes;
      }
    }

    private void send(ByteString bytes) {
      sentAt = nanoTime.getAsLong();
      push(out, bytes);
    }
  }
}
