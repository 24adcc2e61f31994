package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;

/**
 * Makes a pasted Debezium connector configuration safe for the change log.
 *
 * <p>Properties that the change log relies on are replaced, others get a safe default when they are
 * absent; each change is a line that says from what, to what and why.
 */
public final class ConnectorOverlay {

  private ConnectorOverlay() {}

  /**
   * Lays the overlay over the pasted properties.
   *
   * @param vendor the kind of database
   * @param source the source's name; it names what the source needs in the database
   * @param pasted the properties as the user has them, names of Debezium Server's form included
   * @param tables the tables that the mappings need
   */
  public static OverlayResult of(
      DatabaseVendor vendor, String source, Map<String, String> pasted, List<TableName> tables) {
    OverlayDraft draft = new OverlayDraft(vendor, pasted);
    switch (vendor) {
      case POSTGRESQL -> new PostgresOverlay(source, draft).lay(tables);
      case MARIADB, MYSQL -> new BinlogOverlay(vendor, source, draft).lay(tables);
    }
    return draft.result();
  }
}
