package io.headwater.app.wiring;

import io.headwater.app.settings.Source;
import io.headwater.capture.capture.topics.RawTopicsSettings;
import io.headwater.capture.capture.topics.TransactionTopic;
import io.headwater.capture.normalize.FormatDetector;
import io.headwater.capture.normalize.Masking;
import io.headwater.capture.normalize.RuledNormalizer;
import io.headwater.capture.normalize.datastream.DatastreamNormalizer;
import io.headwater.capture.normalize.datastream.DatastreamSettings;
import io.headwater.capture.normalize.debezium.DebeziumJsonNormalizer;
import io.headwater.capture.normalize.debezium.DebeziumSettings;
import io.headwater.capture.normalize.debezium.DebeziumTransactions;
import io.headwater.capture.normalize.debezium.TransactionBoundary;
import io.headwater.capture.normalize.dms.DmsNormalizer;
import io.headwater.capture.normalize.dms.DmsSettings;
import io.headwater.capture.normalize.dynamodb.DynamoDbNormalizer;
import io.headwater.capture.normalize.dynamodb.DynamoDbSettings;
import io.headwater.capture.normalize.maxwell.MaxwellNormalizer;
import io.headwater.capture.normalize.maxwell.MaxwellSettings;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a source's raw records are normalized: by their format, behind the rules of its columns. */
final class RawNormalization {

  private final EnginePlan.Topics plan;
  private final Source.Topics source;
  private final Map<String, TableName> tables = new HashMap<>();
  private final Map<TableName, List<String>> keys = new HashMap<>();
  private final Map<TableName, Map<String, String>> types = new HashMap<>();

  private RawNormalization(EnginePlan.Topics plan) {
    this.plan = plan;
    this.source = plan.source();
    for (Source.Table table : source.tables()) {
      table.topic().ifPresent(topic -> tables.put(topic, table.table()));
      keys.put(table.table(), table.key());
      types.put(table.table(), table.types());
    }
  }

  /** What the engine of the source needs. */
  static RawTopicsSettings settings(EnginePlan.Topics plan, Masking masking) {
    RawNormalization normalization = new RawNormalization(plan);
    Source.Topics source = plan.source();
    return new RawTopicsSettings(
        source.name(),
        plan.kafka(),
        source.topics(),
        source
            .transactions()
            .map(topic -> new TransactionTopic(topic, RawNormalization::transactionEnd)),
        plan.columns().keySet(),
        FormatDetector::detect,
        format -> new RuledNormalizer(normalization.of(format), masking),
        masking.isNone(),
        source.duplicateWindow());
  }

  private static Optional<TransactionTopic.End> transactionEnd(RawRecord raw) {
    return DebeziumTransactions.read(raw).flatMap(RawNormalization::transactionEnd);
  }

  private static Optional<TransactionTopic.End> transactionEnd(TransactionBoundary boundary) {
    return switch (boundary) {
      case TransactionBoundary.Begin ignored -> Optional.empty();
      case TransactionBoundary.End end ->
          Optional.of(new TransactionTopic.End(end.id(), end.byCollection()));
    };
  }

  private Normalizer of(RawFormat format) {
    return switch (format) {
      case DEBEZIUM_JSON ->
          new DebeziumJsonNormalizer(DebeziumSettings.of(source.name(), tables, keys, types));
      case DYNAMODB_STREAMS -> new DynamoDbNormalizer(new DynamoDbSettings(source.name(), tables));
      case AWS_DMS -> new DmsNormalizer(source.name(), dms());
      case GCP_DATASTREAM -> new DatastreamNormalizer(source.name(), new DatastreamSettings(keys));
      case MAXWELL ->
          new MaxwellNormalizer(
              source.name(), new MaxwellSettings(MaxwellSettings.defaults().kind(), keys));
    };
  }

  /** A task leaves out columns that are null, so those that mappings read are null when absent. */
  private DmsSettings dms() {
    DmsSettings untold = DmsSettings.defaults();
    Map<TableName, DmsSettings.Table> known = new HashMap<>();
    plan.columns()
        .forEach(
            (table, columns) ->
                known.put(
                    table,
                    new DmsSettings.Table(
                        keys.getOrDefault(table, List.of()), List.copyOf(columns))));
    return new DmsSettings(untold.kind(), untold.container(), untold.beforeImageField(), known);
  }
}
