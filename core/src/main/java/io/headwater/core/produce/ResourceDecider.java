package io.headwater.core.produce;

import io.headwater.core.contract.Contract;
import io.headwater.core.contract.Violation;
import io.headwater.core.resource.ResourceKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a resource: what a change makes of its state.
 *
 * <p>Total and deterministic; no clock, no I/O. A change at or below the applied offset of its
 * change log partition has no effect, so any replay converges. Only a withheld change is withheld
 * again when it comes back before any other, as its reason may not have been kept the first time.
 * Immutable, thread-safe.
 */
public final class ResourceDecider {

  private final Contract contract;
  private final DocumentRenderer renderer;
  private final DocumentValue values;
  private final int maxDocumentBytes;

  /** What the rows come to, beside what is published. */
  private sealed interface Outcome {}

  /** A document that is not the published one. */
  private record Fresh(Document document, String digest) implements Outcome {}

  /** The document that is published. */
  private enum Same implements Outcome {
    SAME
  }

  /** No resource. */
  private enum Gone implements Outcome {
    GONE
  }

  /** Something that cannot be published. */
  private record Obstacle(Decision.Cause cause, String reason) implements Outcome {}

  /**
   * The rules of one mapping.
   *
   * @param contract what a document must keep to; one that does not is withheld
   * @param maxDocumentBytes the largest document; a larger one is withheld
   */
  public ResourceDecider(ResourceMapping mapping, Contract contract, int maxDocumentBytes) {
    this.contract = contract;
    this.renderer = new DocumentRenderer(mapping);
    this.values = new DocumentValue(mapping);
    this.maxDocumentBytes = maxDocumentBytes;
  }

  /** The state before the first event. */
  public static ResourceState initial() {
    return new ResourceState.Absent(Map.of(), ResourceRows.empty());
  }

  /** What the change makes of the resource. */
  public Decision decide(ResourceKey resource, ResourceState state, ResourceChange change) {
    ChangeLogOffset at = change.at();
    long applied = state.applied().getOrDefault(at.partition(), -1L);
    if (at.offset() <= applied) {
      return at.offset() == applied
              && outcome(resource, state, state.rows()) instanceof Obstacle obstacle
          ? withhold(resource, state, change, state.rows(), obstacle)
          : new Decision.Ignore(Decision.Reason.DUPLICATE);
    }
    ResourceRows rows = state.rows().apply(change.rows());
    return switch (outcome(resource, state, rows)) {
      case Fresh fresh -> publish(resource, state, change, rows, fresh);
      case Same ignored -> keepRows(resource, state, change, rows);
      case Gone ignored ->
          state instanceof ResourceState.Live
              ? new Decision.Accept(
                  new ResourceEvent.ResourceDeleted(
                      header(resource, state, change, state.version() + 1), rows))
              : keepRows(resource, state, change, rows);
      case Obstacle obstacle -> withhold(resource, state, change, rows, obstacle);
    };
  }

  private Outcome outcome(ResourceKey resource, ResourceState state, ResourceRows rows) {
    return switch (renderer.render(rows, document(state))) {
      case Rendering.Rendered rendered -> outcome(resource, state, rows, rendered.document());
      case Rendering.NoRoot ignored -> Gone.GONE;
      case Rendering.Unfit unfit -> new Obstacle(Decision.Cause.UNFIT, unfit.reason());
    };
  }

  /** A document that is published already is not checked again, so that it costs nothing. */
  private Outcome outcome(
      ResourceKey resource, ResourceState state, ResourceRows rows, Document document) {
    int size = document.json().size();
    if (size > maxDocumentBytes) {
      return new Obstacle(Decision.Cause.TOO_LARGE, tooLarge(resource, size));
    }
    String digest = document.digest();
    if (digest(state).equals(Optional.of(digest))) {
      return Same.SAME;
    }
    Optional<Violation> violation = contract.check(values.of(rows, document));
    return violation.isPresent()
        ? new Obstacle(Decision.Cause.CONTRACT, violates(resource, violation.get()))
        : new Fresh(document, digest);
  }

  private static Decision publish(
      ResourceKey resource,
      ResourceState state,
      ResourceChange change,
      ResourceRows rows,
      Fresh fresh) {
    return new Decision.Accept(
        new ResourceEvent.StateReplaced(
            header(resource, state, change, state.version() + 1),
            rows,
            !(state instanceof ResourceState.Live),
            fresh.digest(),
            Optional.of(fresh.document())));
  }

  private static Decision keepRows(
      ResourceKey resource, ResourceState state, ResourceChange change, ResourceRows rows) {
    return rows.equals(state.rows())
        ? new Decision.Ignore(Decision.Reason.UNCHANGED)
        : new Decision.Accept(rowsReplaced(resource, state, change, rows));
  }

  private static Decision withhold(
      ResourceKey resource,
      ResourceState state,
      ResourceChange change,
      ResourceRows rows,
      Obstacle obstacle) {
    return new Decision.Withhold(
        rowsReplaced(resource, state, change, rows), obstacle.cause(), obstacle.reason());
  }

  private static ResourceEvent rowsReplaced(
      ResourceKey resource, ResourceState state, ResourceChange change, ResourceRows rows) {
    return new ResourceEvent.RowsReplaced(
        header(resource, state, change, state.version()), rows, digest(state));
  }

  private static Optional<String> digest(ResourceState state) {
    return state instanceof ResourceState.Live live ? Optional.of(live.digest()) : Optional.empty();
  }

  private static Optional<Document> document(ResourceState state) {
    return state instanceof ResourceState.Live live ? live.document() : Optional.empty();
  }

  /** The state after an event; each event is complete, so what was before does not matter. */
  public static ResourceState evolve(ResourceEvent event) {
    EventHeader header = event.header();
    return switch (event) {
      case ResourceEvent.StateReplaced replaced ->
          new ResourceState.Live(
              header.version(),
              header.applied(),
              replaced.rows(),
              replaced.digest(),
              replaced.document().filter(Document::isPlaced));
      case ResourceEvent.ResourceDeleted deleted ->
          new ResourceState.Deleted(header.version(), header.applied(), deleted.rows());
      case ResourceEvent.RowsReplaced kept ->
          kept.digest().isPresent()
              ? new ResourceState.Live(
                  header.version(), header.applied(), kept.rows(), kept.digest().get())
              : header.version() == 0
                  ? new ResourceState.Absent(header.applied(), kept.rows())
                  : new ResourceState.Deleted(header.version(), header.applied(), kept.rows());
    };
  }

  /** What the state tells of the resource; the document is rendered from the held rows. */
  public HeldState held(ResourceState state) {
    Rendering rendering = renderer.render(state.rows());
    HeldState unpublished = new HeldState.Unpublished(state.version());
    return switch (state) {
      case ResourceState.Live live ->
          switch (rendering) {
            case Rendering.Rendered rendered ->
                rendered.document().digest().equals(live.digest())
                    ? new HeldState.Live(live.version(), rendered.document())
                    : unpublished;
            case Rendering.NoRoot ignored -> unpublished;
            case Rendering.Unfit ignored -> unpublished;
          };
      case ResourceState.Deleted deleted ->
          rendering instanceof Rendering.NoRoot
              ? new HeldState.Deleted(deleted.version())
              : unpublished;
      case ResourceState.Absent ignored ->
          rendering instanceof Rendering.NoRoot ? new HeldState.Absent() : unpublished;
    };
  }

  private static EventHeader header(
      ResourceKey resource, ResourceState state, ResourceChange change, long version) {
    return new EventHeader(
        resource, version, change.provenance(), change.partial(), applied(state, change.at()));
  }

  private static Map<String, Long> applied(ResourceState state, ChangeLogOffset at) {
    Map<String, Long> former = state.applied();
    // Nearly every resource has one source, and that one partition.
    if (former.isEmpty() || (former.size() == 1 && former.containsKey(at.partition()))) {
      return Map.of(at.partition(), at.offset());
    }
    Map<String, Long> applied = new HashMap<>(former);
    applied.put(at.partition(), at.offset());
    return applied;
  }

  private String tooLarge(ResourceKey resource, int size) {
    return "the document of %s would be %,d bytes, more than the limit of %,d; mend: embed less, or raise headwater.produce.max-document-bytes"
        .formatted(resource, size, maxDocumentBytes);
  }

  private String violates(ResourceKey resource, Violation violation) {
    return "the document of %s violates its contract at %s; mend: correct the row in the source, or the contract %s"
        .formatted(resource, violation, contract.name());
  }
}
