package io.headwater.capture.normalize.datastream;

import io.headwater.capture.normalize.raw.Fields;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An event's {@code source_metadata}, whose members depend on the kind of database. */
final class SourceMetadata {

  /** What happened to the row. */
  enum Operation {
    CREATE,
    READ,
    UPDATE,
    DELETE
  }

  private static final String UNKNOWN = "unknown";

  private final Fields fields;
  private final String method;

  SourceMetadata(Fields fields, String readMethod) {
    this.fields = fields;
    this.method = readMethod.toLowerCase(Locale.ROOT);
  }

  /** The database's name in the read method, such as {@code mysql} of {@code mysql-cdc-binlog}. */
  String connector() {
    int end = 0;
    while (end < method.length() && Character.isLetterOrDigit(method.charAt(end))) {
      end++;
    }
    String name = method.substring(0, end);
    // Document databases say the method alone.
    return name.equals("cdc") || name.equals("backfill") ? "mongodb" : name;
  }

  String kind() {
    return switch (connector()) {
      case "mysql" -> "MySQL";
      case "oracle" -> "Oracle";
      case "postgres", "postgresql" -> "PostgreSQL";
      case "sqlserver" -> "SQL Server";
      case "mongodb" -> "MongoDB";
      case "salesforce" -> "Salesforce";
      case "spanner" -> "Spanner";
      default -> UNKNOWN;
    };
  }

  /** Whether the row was read, and not found in the source's log. */
  boolean isBackfill() {
    return method.contains("backfill") || method.contains("dump");
  }

  /** Whether the log holds no more of a deleted row than its key, and null for the rest. */
  boolean mayDeleteByKey() {
    return kind().equals("PostgreSQL");
  }

  String container() {
    return fields.text("database").filter(name -> !name.isEmpty()).orElse(UNKNOWN);
  }

  TableName table() {
    String table =
        fields.value("table").isPresent()
            ? fields.requireText("table")
            : fields.requireText("collection");
    Optional<String> schema = fields.text("schema").filter(name -> !name.isEmpty());
    // MySQL and MongoDB have no schemas: the database holds the tables.
    return new TableName(schema.orElseGet(() -> fields.requireText("database")), table);
  }

  List<String> keyColumns() {
    return fields
        .texts("primary_keys")
        .or(() -> fields.texts("primary_key"))
        .or(() -> fields.texts("replication_index"))
        .orElse(List.of());
  }

  Operation operation() {
    Operation told = told();
    boolean isDeleted = fields.flag("is_deleted").orElse(told == Operation.DELETE);
    if (isDeleted != (told == Operation.DELETE)) {
      throw new RefusedRecordException(
          "the record's 'source_metadata.change_type' and 'source_metadata.is_deleted' contradict each other");
    }
    return told;
  }

  private Operation told() {
    Optional<String> type = fields.text("change_type");
    if (type.isEmpty()) {
      if (fields.flag("is_deleted").orElse(false)) {
        return Operation.DELETE;
      }
      if (isBackfill()) {
        return Operation.READ;
      }
      throw new RefusedRecordException("the record's 'source_metadata.change_type' is missing");
    }
    return switch (type.get().toUpperCase(Locale.ROOT)) {
      case "INSERT", "CREATE" -> Operation.CREATE;
      case "READ" -> Operation.READ;
      case "UPDATE", "UPDATE-INSERT" -> Operation.UPDATE;
      case "DELETE", "UPDATE-DELETE" -> Operation.DELETE;
      default ->
          throw new RefusedRecordException(
              "the record's 'source_metadata.change_type' is unknown to Headwater");
    };
  }

  /** The place in the source's log, in its own notation; empty when none is told. */
  Optional<String> position() {
    return switch (kind()) {
      case "MySQL" -> {
        Optional<String> file = fields.text("log_file").filter(name -> !name.isEmpty());
        Optional<String> offset = fields.textOrNumber("log_position");
        yield file.flatMap(name -> offset.map(place -> name + ":" + place));
      }
      case "Oracle" -> fields.textOrNumber("scn");
      default -> fields.textOrNumber("lsn");
    };
  }
}
