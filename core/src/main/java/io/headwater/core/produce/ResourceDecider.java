package io.headwater.core.produce;

import io.headwater.core.contract.Contract;
import io.headwater.core.contract.Violation;
import io.headwater.core.resource.ResourceKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules of a resource: what a change makes of its state.
 *
 * <p>Total and deterministic; no clock, no I/O. A change at or below the applied offset of its
 * change log partition has no effect, so any replay converges; a topic that was made anew has other
 * partitions, and those of the former one are forgotten then. Only a withheld change is withheld
 * again when it comes back before any other, as its reason may not have been kept the first time.
 * Rows beyond the limit are dropped; from then on every change is withheld, up to one that gives
 * all rows anew. Immutable, thread-safe.
 */
public final class ResourceDecider {

  private final ContractCheck contract;
  private final DocumentRenderer renderer;
  private final List<String> relations;
  private final int maxDocumentBytes;
  private final long maxResourceCharacters;

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
   * @param maxResourceCharacters the most that the rows may have, see {@link
   *     ResourceRows#characters()}; more are not held
   */
  public ResourceDecider(
      ResourceMapping mapping,
      Contract contract,
      int maxDocumentBytes,
      long maxResourceCharacters) {
    this.contract = new ContractCheck(mapping, contract);
    this.renderer = new DocumentRenderer(mapping);
    this.relations = mapping.relations().stream().map(ResourceMapping.Relation::name).toList();
    this.maxDocumentBytes = maxDocumentBytes;
    this.maxResourceCharacters = maxResourceCharacters;
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
      if (at.offset() == applied && state instanceof ResourceState.Incomplete) {
        return dropRows(resource, state, change);
      }
      return at.offset() == applied
              && outcome(resource, state, state.rows()) instanceof Obstacle obstacle
          ? withhold(resource, state, change, state.rows(), obstacle)
          : new Decision.Ignore(Decision.Reason.DUPLICATE);
    }
    if (state instanceof ResourceState.Incomplete && !replacesAllRows(change)) {
      return dropRows(resource, state, change);
    }
    ResourceRows rows = state.rows().apply(change.rows());
    if (rows.characters() > maxResourceCharacters) {
      return dropRows(resource, state, change);
    }
    return switch (outcome(resource, state, rows)) {
      case Fresh fresh -> publish(resource, state, change, rows, fresh);
      case Same ignored -> keepRows(resource, state, change, rows);
      case Gone ignored ->
          digest(state).isPresent()
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
    Optional<Violation> violation = contract.violation(rows, document);
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
            digest(state).isEmpty(),
            fresh.digest(),
            Optional.of(fresh.document())));
  }

  private static Decision keepRows(
      ResourceKey resource, ResourceState state, ResourceChange change, ResourceRows rows) {
    return rows.equals(state.rows()) && !(state instanceof ResourceState.Incomplete)
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

  /** Whether nothing that is held now matters, as every relation is cleared. */
  private boolean replacesAllRows(ResourceChange change) {
    return change.rows().stream()
        .filter(RowChange.Clear.class::isInstance)
        .map(RowChange::relation)
        .collect(Collectors.toSet())
        .containsAll(relations);
  }

  private Decision dropRows(ResourceKey resource, ResourceState state, ResourceChange change) {
    return new Decision.Withhold(
        new ResourceEvent.RowsDropped(
            header(resource, state, change, state.version()), digest(state)),
        Decision.Cause.TOO_MANY_ROWS,
        tooManyRows(resource));
  }

  private static ResourceEvent rowsReplaced(
      ResourceKey resource, ResourceState state, ResourceChange change, ResourceRows rows) {
    return new ResourceEvent.RowsReplaced(
        header(resource, state, change, state.version()), rows, digest(state));
  }

  /** The digest of the document that is published. */
  private static Optional<String> digest(ResourceState state) {
    return switch (state) {
      case ResourceState.Live live -> Optional.of(live.digest());
      case ResourceState.Incomplete incomplete -> incomplete.digest();
      case ResourceState.Absent ignored -> Optional.empty();
      case ResourceState.Deleted ignored -> Optional.empty();
    };
  }

  /**
   * The published document, if it is in memory: then it was checked here, against this contract.
   */
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
      case ResourceEvent.RowsDropped dropped ->
          new ResourceState.Incomplete(header.version(), header.applied(), dropped.digest());
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
      case ResourceState.Incomplete ignored -> unpublished;
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
    if (former.keySet().stream().allMatch(at::isInNameOf)) {
      return Map.of(at.partition(), at.offset());
    }
    Map<String, Long> applied = new HashMap<>(former);
    applied.keySet().removeIf(at::isInNameOf);
    applied.put(at.partition(), at.offset());
    return applied;
  }

  private String tooManyRows(ResourceKey resource) {
    return "the rows of %s are or were more than the limit of %,d characters, so they are not held, and none of its changes is published before a source snapshot gives its rows anew; mend: embed less, or raise headwater.produce.max-resource-characters, and take a new snapshot of the source"
        .formatted(resource, maxResourceCharacters);
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
