package io.headwater.app.settings;

import io.headwater.core.normalize.RawFormat;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Where changes come from. */
public sealed interface Source {

  /** Its name, a part of its change log's topic. */
  String name();

  /**
   * A database, whose log an engine reads.
   *
   * @param connector the file with its connector's settings
   */
  record Database(String name, SourceKind kind, Path connector) implements Source {}

  /**
   * Topics that somebody else's connector fills.
   *
   * @param kafka the consumer's properties beside those of {@code headwater.kafka}, such as another
   *     cluster's {@code bootstrap.servers}; may hold secrets
   * @param topics with the format of each, or none where the records tell it
   * @param transactions the topic that tells where the source's transactions end; empty without
   * @param tables what the records do not tell of their tables
   * @param duplicateWindow how many changes back, in each partition, one that comes again is known
   */
  record Topics(
      String name,
      Map<String, String> kafka,
      SequencedMap<String, Optional<RawFormat>> topics,
      Optional<String> transactions,
      List<Table> tables,
      int duplicateWindow)
      implements Source {

    static final Limit DUPLICATE_WINDOW = new Limit("duplicate-window", 1, 10_000_000);
    static final int DEFAULT_DUPLICATE_WINDOW = 100_000;

    public Topics {
      kafka = Map.copyOf(kafka);
      topics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(topics));
      tables = List.copyOf(tables);
    }

    /** Without the consumer's properties. */
    @Override
    public String toString() {
      return "Topics[%s, %s]".formatted(name, topics.keySet());
    }
  }

  /**
   * What the records of a table do not tell.
   *
   * @param topic the topic whose records are of this table
   * @param key the columns of its key
   * @param types types of columns, by name, as the connector's own schemas name them
   */
  record Table(
      TableName table, Optional<String> topic, List<String> key, Map<String, String> types) {
    public Table {
      key = List.copyOf(key);
      types = Map.copyOf(types);
    }
  }
}
