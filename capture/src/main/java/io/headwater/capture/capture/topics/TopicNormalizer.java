package io.headwater.capture.capture.topics;

import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The normalizer of one topic, whose format is configured or told by its records.
 *
 * <p>A topic keeps the format that a record has shown until another one shows that it has another.
 * Not thread-safe.
 */
final class TopicNormalizer implements Normalizer {

  private final Function<RawRecord, Optional<RawFormat>> detector;
  private final Function<RawFormat, Normalizer> normalizers;
  private final Map<RawFormat, Normalizer> made = new EnumMap<>(RawFormat.class);
  private final boolean isConfigured;
  private Optional<RawFormat> format;

  /**
   * A normalizer of one topic.
   *
   * @param configured its format; empty to tell it from the records
   */
  TopicNormalizer(RawTopicsSettings settings, Optional<RawFormat> configured) {
    this.detector = settings.detector();
    this.normalizers = settings.normalizers();
    this.isConfigured = configured.isPresent();
    this.format = configured;
  }

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    if (format.isEmpty()) {
      format = detector.apply(raw);
    }
    if (format.isEmpty()) {
      return unknown(raw);
    }
    List<Normalization> outcomes = of(format.get()).normalize(raw);
    // The first tells, so that a record that fits costs nothing.
    if (!isConfigured
        && outcomes.getFirst() instanceof Normalization.Refused
        && outcomes.stream().allMatch(Normalization.Refused.class::isInstance)) {
      Optional<RawFormat> shown = detector.apply(raw).filter(it -> it != format.get());
      if (shown.isPresent()) {
        format = shown;
        return of(shown.get()).normalize(raw);
      }
    }
    return outcomes;
  }

  private Normalizer of(RawFormat of) {
    return made.computeIfAbsent(of, normalizers);
  }

  private List<Normalization> unknown(RawRecord raw) {
    if (raw.value().isEmpty()) {
      // Only Debezium's tombstones say something: where the table is configured, a delete.
      return of(RawFormat.DEBEZIUM_JSON).normalize(raw);
    }
    return List.of(
        new Normalization.Refused(
            "the format of topic '%s' cannot be told from this record; mend: set the topic's format to one of %s"
                .formatted(raw.topic(), String.join(", ", RawFormat.keys()))));
  }
}
