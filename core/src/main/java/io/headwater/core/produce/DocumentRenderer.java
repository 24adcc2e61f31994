package io.headwater.core.produce;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renders a resource's rows as its document.
 *
 * <p>Members stand in the mapping's order and rows in the mapping's order, so equal rows give equal
 * bytes. Immutable, thread-safe.
 */
public final class DocumentRenderer {

  private final ResourceMapping.Root root;
  private final RelationRows rootRows;
  private final List<Embedded> embeds;

  /** An embed and which of its rows count. */
  private record Embedded(ResourceMapping.Embed embed, RelationRows rows) {}

  /** A renderer for one mapping. */
  public DocumentRenderer(ResourceMapping mapping) {
    this.root = mapping.root();
    this.rootRows = new RelationRows(root);
    this.embeds =
        mapping.embeds().stream()
            .map(embed -> new Embedded(embed, new RelationRows(embed)))
            .toList();
  }

  /** What these rows make up. */
  public Rendering render(ResourceRows rows) {
    Optional<Value.Obj> row = rows.root();
    if (row.isEmpty()) {
      return Rendering.NoRoot.NO_ROOT;
    }
    Optional<String> fault = rootRows.fault(rows.of(ResourceMapping.ROOT));
    if (fault.isPresent()) {
      return new Rendering.Unfit(fault.get());
    }
    if (!rootRows.counts(row.get())) {
      return Rendering.NoRoot.NO_ROOT;
    }
    for (Embedded embedded : embeds) {
      fault = embedded.rows().fault(rows.of(embedded.embed().name()));
      if (fault.isPresent()) {
        return new Rendering.Unfit(fault.get());
      }
    }
    return new Rendering.Rendered(document(row.get(), rows));
  }

  private Document document(Value.Obj row, ResourceRows rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      writeFields(json, row, root.fields());
      for (Embedded embedded : embeds) {
        writeEmbed(json, embedded, rows.of(embedded.embed().name()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Document(Bytes.of(out.toByteArray()));
  }

  private static void writeEmbed(JsonGenerator json, Embedded embedded, Map<String, Value.Obj> rows)
      throws IOException {
    json.writeFieldName(embedded.embed().name());
    Iterable<Value.Obj> counted = embedded.rows().counted(rows);
    switch (embedded.embed()) {
      case ResourceMapping.One one -> writeOne(json, one, counted);
      case ResourceMapping.Many many -> {
        if (many.mapBy().isPresent()) {
          writeMap(json, many, many.mapBy().get(), counted);
        } else {
          writeList(json, many, counted);
        }
      }
    }
  }

  private static void writeOne(
      JsonGenerator json, ResourceMapping.One one, Iterable<Value.Obj> rows) throws IOException {
    for (Value.Obj row : rows) {
      writeObject(json, row, one.fields());
      return;
    }
    json.writeNull();
  }

  private static void writeList(
      JsonGenerator json, ResourceMapping.Many many, Iterable<Value.Obj> rows) throws IOException {
    json.writeStartArray();
    for (Value.Obj row : rows) {
      writeRow(json, many, row);
    }
    json.writeEndArray();
  }

  private static void writeMap(
      JsonGenerator json, ResourceMapping.Many many, String mapBy, Iterable<Value.Obj> rows)
      throws IOException {
    json.writeStartObject();
    for (Value.Obj row : rows) {
      json.writeFieldName(FieldValue.text(row.require(mapBy)));
      writeRow(json, many, row);
    }
    json.writeEndObject();
  }

  private static void writeRow(JsonGenerator json, ResourceMapping.Many many, Value.Obj row)
      throws IOException {
    if (many.value().isPresent()) {
      Json.write(json, row.require(many.value().get()));
    } else {
      writeObject(json, row, many.fields());
    }
  }

  private static void writeObject(
      JsonGenerator json, Value.Obj row, List<ResourceMapping.Field> fields) throws IOException {
    json.writeStartObject();
    writeFields(json, row, fields);
    json.writeEndObject();
  }

  private static void writeFields(
      JsonGenerator json, Value.Obj row, List<ResourceMapping.Field> fields) throws IOException {
    for (ResourceMapping.Field field : fields) {
      json.writeFieldName(field.name());
      Json.write(json, field.value().in(row));
    }
  }
}
