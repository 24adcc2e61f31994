package io.headwater.capture.capture.topics;

import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/**
 * What an engine needs to read raw topics.
 *
 * @param source the source's name
 * @param kafka the consumer's properties, of the cluster that has the topics; may hold secrets
 * @param topics the topics, with their formats; one without a format is told by its records
 * @param transactions where the ends of the source's transactions are told; then its changes go to
 *     the change log as whole transactions, and else each by itself
 * @param tables the tables that are mapped; changes of others are passed over
 * @param detector tells a record's format, if it can
 * @param normalizers makes a normalizer of a format, which masks what is to be masked
 * @param keepsOriginals whether the quarantine may keep a refused record's bytes: not when anything
 *     of the source is masked
 * @param duplicateWindow how many changes back, in each partition, one that was sent again is known
 */
public record RawTopicsSettings(
    String source,
    Map<String, String> kafka,
    SequencedMap<String, Optional<RawFormat>> topics,
    Optional<TransactionTopic> transactions,
    Set<TableName> tables,
    Function<RawRecord, Optional<RawFormat>> detector,
    Function<RawFormat, Normalizer> normalizers,
    boolean keepsOriginals,
    int duplicateWindow) {

  public RawTopicsSettings {
    kafka = Map.copyOf(kafka);
    topics = new LinkedHashMap<>(topics);
    tables = Set.copyOf(tables);
  }

  /** All topics that are read. */
  Set<String> allTopics() {
    Set<String> all = new LinkedHashSet<>(topics.keySet());
    transactions.ifPresent(topic -> all.add(topic.name()));
    return all;
  }

  /** Without the consumer's properties, which may hold secrets. */
  @Override
  public String toString() {
    return "RawTopicsSettings[%s, %s]".formatted(source, topics.keySet());
  }
}
