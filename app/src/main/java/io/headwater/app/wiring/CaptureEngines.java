package io.headwater.app.wiring;

import io.headwater.capture.capture.ChangeLogException;
import io.headwater.capture.capture.ChangeLogTopics;
import io.headwater.capture.capture.DatabaseVendor;
import io.headwater.capture.capture.EngineSettings;
import io.headwater.capture.capture.KafkaChangeLogWriter;
import io.headwater.capture.capture.KafkaRetryInbox;
import io.headwater.capture.capture.RetryInbox;
import io.headwater.capture.capture.SchemaHistoryTopic;
import io.headwater.capture.capture.SourceCaptureEngine;
import io.headwater.capture.capture.TransactionLimits;
import io.headwater.capture.capture.topics.RawTopicsCaptureEngine;
import io.headwater.capture.normalize.Masking;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeLogWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The engines of the sources of a plan, and the topics that they write. */
final class CaptureEngines {

  private CaptureEngines() {}

  /**
   * Creates the topics where they are absent.
   *
   * @return the number of partitions of the change log
   * @throws ChangeLogException when the broker cannot be reached or refuses, or a topic does not
   *     fit
   */
  static int createTopics(NodePlan plan, SourcePlan source) {
    int partitions = ChangeLogTopics.create(plan.changeLog(), source.name(), source.partitions());
    switch (source.engine()) {
      case EnginePlan.Debezium debezium -> {
        if (hasSchemaHistory(debezium.vendor())) {
          SchemaHistoryTopic.ensure(plan.changeLog(), source.name());
        }
      }
      case EnginePlan.Topics ignored -> {}
    }
    return partitions;
  }

  /** The engine of a source, not started. */
  static CaptureEngine of(NodePlan plan, SourcePlan source, MeterRegistry registry) {
    Supplier<ChangeLogWriter> writers =
        () -> KafkaChangeLogWriter.open(plan.changeLog(), source.name(), source.partitions());
    Supplier<RetryInbox> inbox = () -> KafkaRetryInbox.open(plan.changeLog(), source.name());
    Masking masking = Masking.of(source.rules(), plan.settings().masks().key());
    return switch (source.engine()) {
      case EnginePlan.Debezium debezium ->
          new SourceCaptureEngine(
              new EngineSettings(
                  debezium.vendor(),
                  source.name(),
                  connector(plan, source.name(), debezium),
                  source.tables(),
                  TransactionLimits.DEFAULT,
                  masking),
              writers,
              inbox,
              registry);
      case EnginePlan.Topics topics ->
          new RawTopicsCaptureEngine(
              RawNormalization.settings(topics, masking), writers, inbox, registry);
    };
  }

  private static Map<String, String> connector(
      NodePlan plan, String source, EnginePlan.Debezium debezium) {
    Map<String, String> connector = new HashMap<>(debezium.connector());
    if (hasSchemaHistory(debezium.vendor())) {
      connector.putAll(SchemaHistoryTopic.properties(plan.changeLog(), source));
    }
    return connector;
  }

  private static boolean hasSchemaHistory(DatabaseVendor vendor) {
    return switch (vendor) {
      case POSTGRESQL -> false;
      case MARIADB, MYSQL -> true;
    };
  }
}
