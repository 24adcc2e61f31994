package io.headwater.app.wiring;

import io.headwater.app.settings.Source;
import io.headwater.capture.capture.DatabaseVendor;
import io.headwater.core.resource.TableName;
import java.util.Map;
import java.util.Set;

/** What reads a source. */
sealed interface EnginePlan {

  /**
   * Debezium's engine.
   *
   * @param vendor whose database it reads
   * @param connector the connector's properties after the overlay; may hold secrets
   */
  record Debezium(DatabaseVendor vendor, Map<String, String> connector) implements EnginePlan {
    public Debezium {
      connector = Map.copyOf(connector);
    }

    /** Without the properties, which may hold secrets. */
    @Override
    public String toString() {
      return "Debezium";
    }
  }

  /**
   * The engine of raw topics.
   *
   * @param source what is configured
   * @param kafka the consumer's properties; may hold secrets
   * @param columns the columns that mappings read, by table
   * @param partitions of the change log, when this is created
   */
  record Topics(
      Source.Topics source,
      Map<String, String> kafka,
      Map<TableName, Set<String>> columns,
      int partitions)
      implements EnginePlan {
    public Topics {
      kafka = Map.copyOf(kafka);
      columns = Map.copyOf(columns);
    }

    /** Without the properties, which may hold secrets. */
    @Override
    public String toString() {
      return source.toString();
    }
  }
}
