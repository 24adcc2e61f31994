package io.headwater.core.produce;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Renders a resource's rows as its document.
 *
 * <p>Members stand in the mapping's order and arrays in the mapping's order, so equal rows give
 * equal bytes. Immutable, thread-safe.
 */
public final class DocumentRenderer {

  private final ResourceMapping mapping;
  private final List<Needed> relations;
  private final Map<String, Comparator<Value.Obj>> orders = new HashMap<>();

  /** The columns that every row of a relation must have. */
  private record Needed(ResourceMapping.Relation relation, List<String> columns) {}

  /** A renderer for one mapping. */
  public DocumentRenderer(ResourceMapping mapping) {
    this.mapping = mapping;
    this.relations =
        mapping.relations().stream()
            .map(relation -> new Needed(relation, List.copyOf(relation.columns())))
            .toList();
    for (ResourceMapping.Embed embed : mapping.embeds()) {
      if (embed instanceof ResourceMapping.Many many) {
        orders.put(many.name(), order(many));
      }
    }
  }

  /** What these rows make up. */
  public Rendering render(ResourceRows rows) {
    Optional<Value.Obj> root = rows.root();
    if (root.isEmpty()) {
      return Rendering.NoRoot.NO_ROOT;
    }
    for (Needed needed : relations) {
      for (Map.Entry<String, Value.Obj> row : rows.of(needed.relation().name()).entrySet()) {
        for (String column : needed.columns()) {
          if (!row.getValue().members().containsKey(column)) {
            return new Rendering.Incomplete(unknownColumn(needed.relation(), row.getKey(), column));
          }
        }
      }
    }
    return new Rendering.Rendered(render(root.get(), rows));
  }

  private static String unknownColumn(
      ResourceMapping.Relation relation, String rowKey, String column) {
    return "the value of column %s in row %s of %s is not known: the source's log did not carry it; mend: take a new snapshot of the table"
        .formatted(column, rowKey, relation.table());
  }

  private Document render(Value.Obj root, ResourceRows rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      writeFields(json, root, mapping.root().fields());
      for (ResourceMapping.Embed embed : mapping.embeds()) {
        writeEmbed(json, embed, rows.of(embed.name()).values());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Document(Bytes.of(out.toByteArray()));
  }

  private void writeEmbed(
      JsonGenerator json, ResourceMapping.Embed embed, Collection<Value.Obj> rows)
      throws IOException {
    json.writeFieldName(embed.name());
    switch (embed) {
      case ResourceMapping.One one -> {
        if (rows.isEmpty()) {
          json.writeNull();
        } else {
          writeRow(json, rows.iterator().next(), one.fields());
        }
      }
      case ResourceMapping.Many many -> {
        json.writeStartArray();
        for (Value.Obj row : sorted(many, rows)) {
          if (many.value().isPresent()) {
            Json.write(json, row.require(many.value().get()));
          } else {
            writeRow(json, row, many.fields());
          }
        }
        json.writeEndArray();
      }
    }
  }

  private Collection<Value.Obj> sorted(ResourceMapping.Many many, Collection<Value.Obj> rows) {
    if (rows.size() < 2) {
      return rows;
    }
    List<Value.Obj> sorted = new ArrayList<>(rows);
    sorted.sort(Objects.requireNonNull(orders.get(many.name())));
    return sorted;
  }

  private static Comparator<Value.Obj> order(ResourceMapping.Many many) {
    List<String> columns = new ArrayList<>(many.orderBy());
    columns.addAll(many.key());
    return ValueOrder.byColumns(columns);
  }

  private static void writeRow(
      JsonGenerator json, Value.Obj row, List<ResourceMapping.Field> fields) throws IOException {
    json.writeStartObject();
    writeFields(json, row, fields);
    json.writeEndObject();
  }

  private static void writeFields(
      JsonGenerator json, Value.Obj row, List<ResourceMapping.Field> fields) throws IOException {
    for (ResourceMapping.Field field : fields) {
      json.writeFieldName(field.name());
      Json.write(json, row.require(field.column()));
    }
  }
}
