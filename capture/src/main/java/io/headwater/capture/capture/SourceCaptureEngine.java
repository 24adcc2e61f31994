package io.headwater.capture.capture;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeLogWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** The engine of one source database; each start has a change log writer of its own. */
public final class SourceCaptureEngine implements CaptureEngine {

  private final EngineSettings settings;
  private final Supplier<ChangeLogWriter> changeLog;
  private final Supplier<RetryInbox> inbox;
  private final MeterRegistry meters;

  /**
   * Creates the engine without starting it.
   *
   * @param changeLog opens a writer, which fences all former ones; the engine closes it
   * @param inbox opens what retries are wished; the engine closes it
   */
  public SourceCaptureEngine(
      EngineSettings settings,
      Supplier<ChangeLogWriter> changeLog,
      Supplier<RetryInbox> inbox,
      MeterRegistry meters) {
    this.settings = settings;
    this.inbox = inbox;
    this.changeLog = changeLog;
    this.meters = meters;
  }

  @Override
  public String source() {
    return settings.source();
  }

  @Override
  public Running start() {
    return EmbeddedEngine.start(settings, changeLog.get(), inbox.get(), meters);
  }
}
