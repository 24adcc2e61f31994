package io.headwater.http.bootstrap;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.query.KnownTypes;
import io.headwater.http.query.Positions;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Call;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.route.Types;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /v1/resources/{type}/bootstrap}. */
public final class BootstrapEndpoint {

  /** Chunks that wait between the reading of the snapshot and the connection. */
  private static final int WAITING_CHUNKS = 2;

  private static final Logger log = LoggerFactory.getLogger(BootstrapEndpoint.class);

  private final ActorSystem<?> system;
  private final BootstrapView view;
  private final ViewStatus status;
  private final BootstrapSettings settings;
  private final String dispatcher;
  private final Duration tombstones;
  private final KnownTypes types;
  private final Positions positions;
  private final Semaphore places;

  /**
   * Creates the endpoint.
   *
   * @param tombstones how long the topics keep deletions
   * @param dispatcher the configuration path of the dispatcher that snapshots are read on
   */
  public BootstrapEndpoint(
      ActorSystem<?> system,
      BootstrapView view,
      ViewStatus status,
      Duration tombstones,
      BootstrapSettings settings,
      String dispatcher) {
    this.system = system;
    this.view = view;
    this.status = status;
    this.settings = settings;
    this.dispatcher = dispatcher;
    this.tombstones = tombstones;
    this.types = new KnownTypes(view);
    this.positions = new Positions(view);
    this.places = new Semaphore(settings.maxConcurrent());
  }

  /** The endpoint. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/v1/resources/{type}/bootstrap", Endpoint.Traits.BLOCKING_COMPRESSED, this::download));
  }

  private CompletionStage<HttpResponse> download(Call call) {
    ResourceType type = types.require(call.path("type"));
    Part part = Part.of(call, view.partitions());
    if (!status.isCaughtUp()) {
      throw new ProblemException(
          Problem.of(
                  ProblemKind.CATCHING_UP,
                  "The view has not reached the heads of the state topics yet; ask again later.")
              .retryAfter(settings.retryAfter()));
    }
    if (call.isHead()) {
      return CompletableFuture.completedStage(Answers.stream(Types.NDJSON, Source.empty()));
    }
    // Taking the first chunk here turns a snapshot that can not be opened into a problem. When
    // nobody takes the rest (the client is gone), the stream's subscription timeout closes it.
    return chunks(type, part)
        .prefixAndTail(1)
        .runWith(Sink.head(), system)
        .thenApply(parts -> Answers.stream(Types.NDJSON, whole(parts)));
  }

  private static Source<ByteString, NotUsed> whole(
      Pair<List<ByteString>, Source<ByteString, NotUsed>> parts) {
    return Source.from(parts.first()).concat(parts.second());
  }

  private Source<ByteString, NotUsed> chunks(ResourceType type, Part part) {
    return Source.unfoldResource(() -> open(type, part), SnapshotLines::next, this::close)
        .addAttributes(ActorAttributes.dispatcher(dispatcher))
        .mapError(Throwable.class, failure -> logged(type, failure))
        .async(dispatcher, WAITING_CHUNKS);
  }

  private SnapshotLines open(ResourceType type, Part part) {
    if (!places.tryAcquire()) {
      throw new ProblemException(
          Problem.of(
                  ProblemKind.TOO_MANY_BOOTSTRAPS,
                  settings.maxConcurrent() + " bootstraps are running; ask again later.")
              .retryAfter(settings.retryAfter()));
    }
    try {
      BootstrapView.Snapshot snapshot = view.snapshot(type, part.partition(), part.after());
      try {
        return new SnapshotLines(
            header(type, part, snapshot), part, settings.chunkBytes(), snapshot);
      } catch (RuntimeException e) {
        snapshot.close();
        throw e;
      }
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
  }

  private Header header(ResourceType type, Part part, BootstrapView.Snapshot snapshot) {
    StreamPositions all = positions.whole(snapshot.positions());
    return new Header(
        type,
        part.partition().isPresent() ? all.only(part.partition().getAsInt()) : all,
        tombstones);
  }

  private void close(SnapshotLines lines) {
    try {
      lines.close();
    } finally {
      places.release();
    }
  }

  private static Throwable logged(ResourceType type, Throwable failure) {
    if (!(failure instanceof ProblemException)) {
      log.error("The bootstrap of {} broke off; its client has to start again", type, failure);
    }
    return failure;
  }
}
