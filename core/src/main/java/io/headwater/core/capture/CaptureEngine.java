package io.headwater.core.capture;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The engine of one source, ready to be started (port). */
public interface CaptureEngine {

  /** The name of its source. */
  String source();

  /**
   * Starts the engine from the position in the change log, or with a source snapshot when there is
   * none; fences an engine of the same source elsewhere. May block while it opens the change log.
   */
  Running start();

  /** A started engine; thread-safe. */
  interface Running {

    /** What it does at this moment. */
    SourceStatus status();

    /** Completes when the engine has ended: with its failure, or empty after {@link #stop}. */
    CompletionStage<Optional<Throwable>> completion();

    /** Stops the engine, waiting that long at most; what is not committed is read again later. */
    void stop(Duration limit);
  }
}
