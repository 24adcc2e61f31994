package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Renders a resource's rows as its document.
 *
 * <p>Members stand in the mapping's order and rows in the mapping's order, so equal rows give equal
 * bytes. What a former document of the same renderer has of unchanged rows is copied from it; that
 * makes no difference but in time. Immutable, thread-safe.
 */
public final class DocumentRenderer {

  private static final int USUAL_BYTES = 512;

  private final ResourceMapping.Root root;
  private final RelationRows rootRows;
  private final List<Embedded> embeds;

  /** An embed, ready to be rendered. */
  private sealed interface Embedded {

    String name();

    record OneRow(ResourceMapping.One one, RelationRows rows) implements Embedded {
      @Override
      public String name() {
        return one.name();
      }
    }

    record ManyRows(ManyRelation relation) implements Embedded {
      @Override
      public String name() {
        return relation.mapping().name();
      }
    }
  }

  /** A renderer for one mapping. */
  public DocumentRenderer(ResourceMapping mapping) {
    this.root = mapping.root();
    this.rootRows = new RelationRows(root);
    this.embeds = mapping.embeds().stream().map(DocumentRenderer::embedded).toList();
  }

  private static Embedded embedded(ResourceMapping.Embed embed) {
    return switch (embed) {
      case ResourceMapping.One one -> new Embedded.OneRow(one, new RelationRows(one));
      case ResourceMapping.Many many -> new Embedded.ManyRows(new ManyRelation(many));
    };
  }

  /** What these rows make up. */
  public Rendering render(ResourceRows rows) {
    return render(rows, Optional.empty());
  }

  /**
   * What these rows make up.
   *
   * @param former a document that this renderer has rendered of other rows
   */
  public Rendering render(ResourceRows rows, Optional<Document> former) {
    Optional<Value.Obj> row = rows.root();
    if (row.isEmpty()) {
      return Rendering.NoRoot.NO_ROOT;
    }
    Optional<String> fault = rootRows.unknown(rows.of(ResourceMapping.ROOT).entrySet());
    if (fault.isPresent()) {
      return new Rendering.Unfit(fault.get());
    }
    if (!rootRows.counts(row.get())) {
      return Rendering.NoRoot.NO_ROOT;
    }
    List<EmbedRendering> renderings = new ArrayList<>(embeds.size());
    for (int place = 0; place < embeds.size(); place++) {
      EmbedRendering rendering = rendering(place, rows, former);
      fault = rendering.fault();
      if (fault.isPresent()) {
        return new Rendering.Unfit(fault.get());
      }
      renderings.add(rendering);
    }
    return new Rendering.Rendered(
        document(
            row.get(), renderings, former.map(last -> last.json().size()).orElse(USUAL_BYTES)));
  }

  private EmbedRendering rendering(int place, ResourceRows rows, Optional<Document> former) {
    Embedded embedded = embeds.get(place);
    SortedRows held = SortedRows.copyOf(rows.of(embedded.name()));
    return switch (embedded) {
      case Embedded.OneRow one -> new OneRendering(one.one(), one.rows(), held);
      case Embedded.ManyRows many ->
          former.isPresent()
              ? new ManyRendering(
                  many.relation(), held, former.get().json(), former.get().places(place))
              : ManyRendering.ofAll(many.relation(), held);
    };
  }

  private Document document(Value.Obj row, List<EmbedRendering> renderings, int bytes) {
    DocumentWriter out = new DocumentWriter(bytes);
    List<RowPlaces> places = new ArrayList<>(renderings.size());
    try (out) {
      out.json().writeStartObject();
      out.members(row, root.fields());
      for (int place = 0; place < renderings.size(); place++) {
        out.json().writeFieldName(embeds.get(place).name());
        places.add(renderings.get(place).write(out));
      }
      out.json().writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Document(out.bytes(), places);
  }
}
