package io.headwater.capture.capture;

import io.headwater.core.capture.StoredPosition;
import io.headwater.core.normalize.Renormalizer;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** What is special to one kind of database when its engine runs. */
interface EngineDialect {

  /**
   * What reads the engine's records.
   *
   * @param signals reads them as they come
   * @param renormalizer reads those again that were refused
   */
  record Reading(SignalReader signals, Renormalizer renormalizer) {}

  /**
   * Makes the server ready for the engine and asks it for what reading the engine's records needs.
   *
   * @param position where the engine goes on; empty when it begins
   * @param status is told how many rows there are to read
   * @param stop ends a wait
   * @throws IllegalStateException when the engine cannot go on, with the mend
   */
  Reading prepare(Optional<StoredPosition> position, EngineStatus status, CountDownLatch stop)
      throws SQLException, InterruptedException;

  /** The engine's failure with the mend, where it is a known one; else the failure itself. */
  Throwable explained(Throwable failure);
}
