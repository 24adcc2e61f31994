package io.headwater.app.wiring;

import io.headwater.capture.capture.ChangeLogException;
import io.headwater.capture.capture.ChangeLogTopics;
import io.headwater.capture.capture.EngineSettings;
import io.headwater.capture.capture.KafkaChangeLogWriter;
import io.headwater.capture.capture.SchemaHistoryTopic;
import io.headwater.capture.capture.SourceCaptureEngine;
import io.headwater.capture.capture.TransactionLimits;
import io.headwater.capture.normalize.Masking;
import io.headwater.core.capture.CaptureEngine;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/** The engines of the sources of a plan, and the topics that they write. */
final class CaptureEngines {

  private CaptureEngines() {}

  /**
   * Creates the topics where they are absent.
   *
   * @throws ChangeLogException when the broker cannot be reached or refuses, or a topic does not
   *     fit
   */
  static void createTopics(NodePlan plan, SourcePlan source) {
    ChangeLogTopics.create(plan.changeLog(), source.name());
    if (hasSchemaHistory(source)) {
      SchemaHistoryTopic.ensure(plan.changeLog(), source.name());
    }
  }

  /** The engine of a source, not started. */
  static CaptureEngine of(NodePlan plan, SourcePlan source, MeterRegistry registry) {
    Map<String, String> connector = new HashMap<>(source.connector());
    if (hasSchemaHistory(source)) {
      connector.putAll(SchemaHistoryTopic.properties(plan.changeLog(), source.name()));
    }
    return new SourceCaptureEngine(
        new EngineSettings(
            source.vendor(),
            source.name(),
            connector,
            source.tables(),
            TransactionLimits.DEFAULT,
            Masking.of(source.masks(), plan.settings().masks().key())),
        () -> KafkaChangeLogWriter.open(plan.changeLog(), source.name()),
        registry);
  }

  private static boolean hasSchemaHistory(SourcePlan source) {
    return switch (source.vendor()) {
      case POSTGRESQL -> false;
      case MARIADB, MYSQL -> true;
    };
  }
}
