package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RetryRequest;
import java.util.List;
import java.util.Optional;

/**
 * What the engine of one source needs to know for retries: the open wishes, what they are about,
 * and what the change log has. Used by one thread.
 */
public interface RetryInbox extends AutoCloseable {

  /** Takes the records of a change log partition, in order. */
  @FunctionalInterface
  interface LogReader {
    /** A committed record; empty when its bytes are none. */
    void next(long offset, Optional<ChangeLogRecord> logged);
  }

  /** How a reading of the change log ended. */
  enum Reading {
    /** At the log's end. */
    COMPLETE,
    /** It did not begin: the log does not reach back so far, or was made anew. */
    GONE,
    /** At the limit. */
    TOO_LONG
  }

  /** The oldest wishes for the source that are not answered; never blocks. */
  List<RetryRequest> open(int limit);

  /** The record that a wish is about; empty when it does not stand there any more. */
  Optional<QuarantineRecord> record(RetryRequest wish);

  /**
   * Reads a partition of the change log from the offset of the place to its end.
   *
   * @param limit the most records
   */
  Reading read(LogPlace from, long limit, LogReader reader);

  /** The wishes were answered, and their answers are committed. */
  void answered(List<RetryRequest> wishes);

  @Override
  void close();

  /** Nobody wishes anything. */
  static RetryInbox none() {
    return new RetryInbox() {
      @Override
      public List<RetryRequest> open(int limit) {
        return List.of();
      }

      @Override
      public Optional<QuarantineRecord> record(RetryRequest wish) {
        return Optional.empty();
      }

      @Override
      public Reading read(LogPlace from, long limit, LogReader reader) {
        return Reading.GONE;
      }

      @Override
      public void answered(List<RetryRequest> wishes) {
        // Nobody wished anything.
      }

      @Override
      public void close() {
        // There is nothing to close.
      }
    };
  }
}
