package io.headwater.capture.normalize.datastream;

import io.headwater.capture.normalize.raw.ChangeFrame;
import io.headwater.capture.normalize.raw.Fields;
import io.headwater.capture.normalize.raw.JsonRecords;
import io.headwater.capture.normalize.raw.RawInstants;
import io.headwater.capture.normalize.raw.Rows;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns the events of Google Cloud Datastream into the standard form.
 *
 * <p>Follows the Datastream documentation, "Events and streams" and "Unified types", in the JSON
 * form of MySQL, PostgreSQL, Oracle, SQL Server and MongoDB sources. An event holds the whole row
 * and never the one before it; an update that changes the key is two events, {@code UPDATE-DELETE}
 * of the old row and {@code UPDATE-INSERT}. Values pass through as they are. What the events do not
 * tell is in {@code docs/change-event.md}.
 *
 * <p>Total; keeps nothing between records.
 */
public final class DatastreamNormalizer implements Normalizer {

  private static final String ENGINE = "gcp-datastream";

  private final String source;
  private final DatastreamSettings settings;

  /**
   * Creates a normalizer for one source.
   *
   * @param source the source's name in the configuration
   */
  public DatastreamNormalizer(String source, DatastreamSettings settings) {
    this.source = source;
    this.settings = settings;
  }

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    return JsonRecords.outcomes(raw, event -> outcomes(raw, event));
  }

  private List<Normalization> outcomes(RawRecord raw, Fields event) {
    SourceMetadata metadata =
        new SourceMetadata(event.require("source_metadata"), event.requireText("read_method"));
    TableName table = metadata.table();
    SourceMetadata.Operation operation = metadata.operation();
    Value.Obj row = event.requireObject("payload");
    Value.Obj key = Rows.key(keyColumns(metadata, table, row), row);
    boolean snapshot = metadata.isBackfill() || operation == SourceMetadata.Operation.READ;
    ChangeFrame frame =
        new ChangeFrame(
            timestamp(event),
            new Origin(
                source,
                metadata.kind(),
                metadata.container(),
                table,
                metadata.position().orElseGet(raw::position)),
            Optional.empty(),
            snapshot,
            new EngineVersion(ENGINE, metadata.connector(), "unknown"),
            event.text("uuid").filter(uuid -> !uuid.isEmpty()).map(EventIdentity::new));
    return switch (operation) {
      case CREATE, READ -> frame.created(key, row);
      case UPDATE -> frame.updated(key, key, Optional.empty(), row);
      case DELETE ->
          frame.deleted(key, Rows.told(metadata.mayDeleteByKey() ? Rows.known(row) : row));
    };
  }

  private List<String> keyColumns(SourceMetadata metadata, TableName table, Value.Obj row) {
    List<String> told = metadata.keyColumns();
    List<String> columns = told.isEmpty() ? settings.keys().getOrDefault(table, List.of()) : told;
    return columns.stream().map(column -> Rows.spelling(column, row).orElse(column)).toList();
  }

  private static Instant timestamp(Fields event) {
    return event.value("source_timestamp").orElse(Value.ofNull()) instanceof Value.Num
        ? RawInstants.ofMillis(event.requireInteger("source_timestamp"), "source_timestamp")
        : RawInstants.ofText(event.requireText("source_timestamp"), "source_timestamp");
  }
}
