package io.headwater.capture.capture.topics;

import io.headwater.capture.capture.RetryInbox;
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
  private final Supplier<RetryInbox> inbox;
  private final MeterRegistry meters;

  /**
   * An engine that is not started yet.
   *
   * @param writers opens the change log
   * @param inbox opens what retries are wished; the engine closes it
   */
  public RawTopicsCaptureEngine(
      RawTopicsSettings settings,
      Supplier<ChangeLogWriter> writers,
      Supplier<RetryInbox> inbox,
      MeterRegistry meters) {
    this.settings = settings;
    this.writers = writers;
    this.inbox = inbox;
    this.meters = meters;
  }

  @Override
  public String source() {
    return settings.source();
  }

  @Override
  public CaptureEngine.Running start() {
    return RawTopicsEngine.start(settings, writers.get(), inbox.get(), meters);
  }
}
