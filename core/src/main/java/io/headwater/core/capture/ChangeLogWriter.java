package io.headwater.core.capture;

import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import java.util.Optional;

/**
 * The change log of one source as its engine writes it (port): events and the engine's position are
 * committed together.
 *
 * <p>Single-threaded. Opening a writer fences every earlier one of the same source; a fenced
 * writer's calls throw, and nothing of its open transaction is ever read.
 */
public interface ChangeLogWriter extends AutoCloseable {

  /** The position that was committed last, by this writer or a former one. */
  Optional<StoredPosition> position();

  /** Begins a transaction of the change log. */
  void begin();

  /** The number of partitions that the change log has. */
  int partitions();

  /**
   * Appends a record to the open transaction; may block while the broker is slower than the source.
   *
   * @param partition of the change log, from 0; all changes of a row stand in the same one
   * @param key the row's identity
   */
  void append(int partition, String key, ChangeLogRecord changeLogRecord);

  /** Appends a record of a source whose order is one, and so its partition. */
  default void append(String key, ChangeLogRecord changeLogRecord) {
    append(0, key, changeLogRecord);
  }

  /**
   * Appends refused input to the quarantine, within the open transaction, behind all records that
   * are appended.
   */
  default void quarantine(QuarantineRecord refused) {
    quarantine(refused, 0);
  }

  /**
   * Appends refused input of a source whose order is one to the quarantine, within the open
   * transaction.
   *
   * @param ahead as below
   */
  default void quarantine(QuarantineRecord refused, long ahead) {
    quarantine(0, refused, ahead);
  }

  /**
   * Appends refused input to the quarantine, within the open transaction. Input that has no place
   * in the change log yet gets one.
   *
   * @param partition of the change log, to which the input's change would have gone
   * @param ahead how many records more than are appended to the transaction by now stand before the
   *     input; negative when some of those came behind it
   */
  void quarantine(int partition, QuarantineRecord refused, long ahead);

  /**
   * Appends a record that the quarantine has already, within the open transaction. One whose place
   * in the change log is not known gets none: that of now would make its change the newest.
   */
  void keep(QuarantineRecord refused);

  /** Removes a record from the quarantine, within the open transaction. */
  void settle(String key, Settled settled);

  /** Says that a request was seen to, within the open transaction. */
  void answer(RetryRequest request);

  /**
   * Commits what was appended.
   *
   * @param position where the engine goes on after a restart; empty to leave it as it was
   */
  void commit(Optional<StoredPosition> position);

  /** Throws away what was appended since {@link #begin}. */
  void abort();

  @Override
  void close();
}
