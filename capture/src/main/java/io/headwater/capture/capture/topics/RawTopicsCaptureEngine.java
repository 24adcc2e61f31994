package io.headwater.capture.capture.topics;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeLogWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** The engine of a source of raw topics; each start opens a writer, and so fences a former one. */
public final class RawTopicsCaptureEngine implements CaptureEngine {

  /** The kind of a source whose databases the records tell. */
  public static final String KIND = RawTopicsStatus.KIND;

  private final RawTopicsSettings settings;
  private final Supplier<ChangeLogWriter> writers;
  private final MeterRegistry meters;

  /**
   * An engine that is not started yet.
   *
   * @param writers opens the change log
   */
  public RawTopicsCaptureEngine(
      RawTopicsSettings settings, Supplier<ChangeLogWriter> writers, MeterRegistry meters) {
    this.settings = settings;
    this.writers = writers;
    this.meters = meters;
  }

  @Override
  public String source() {
    return settings.source();
  }

  @Override
  public CaptureEngine.Running start() {
    return RawTopicsEngine.start(settings, writers.get(), meters);
  }
}
