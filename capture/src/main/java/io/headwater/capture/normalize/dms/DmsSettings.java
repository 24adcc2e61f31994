package io.headwater.capture.normalize.dms;

import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;

/**
 * What the messages of a DMS task do not tell.
 *
 * @param kind the kind of database, as its vendor writes it ({@code MySQL})
 * @param container the database that holds the schemas
 * @param beforeImageField the task's {@code BeforeImageSettings.FieldName}
 * @param tables what is known of single tables
 */
public record DmsSettings(
    String kind, String container, String beforeImageField, Map<TableName, Table> tables) {

  /** The name of the before image that the User Guide proposes. */
  public static final String BEFORE_IMAGE = "before-image";

  public DmsSettings {
    tables = Map.copyOf(tables);
  }

  /**
   * What is known of a table.
   *
   * @param key the columns of its primary key; without any, those of a JSON key of the record count
   * @param columns columns that are null when a row comes without them, as the task leaves out what
   *     is null or empty unless {@code IncludeNullAndEmpty} is set; empty when it is
   */
  public record Table(List<String> key, List<String> columns) {

    static final Table UNKNOWN = new Table(List.of(), List.of());

    public Table {
      key = List.copyOf(key);
      columns = List.copyOf(columns);
    }
  }

  /** Nothing is known. */
  public static DmsSettings defaults() {
    return new DmsSettings("unknown", "unknown", BEFORE_IMAGE, Map.of());
  }

  Table of(TableName table) {
    return tables.getOrDefault(table, Table.UNKNOWN);
  }
}
