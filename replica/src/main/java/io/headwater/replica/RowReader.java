package io.headwater.replica;

import io.headwater.client.consumer.StateChange;

/** Makes rows of state records. */
interface RowReader {

  /**
   * The record as a row.
   *
   * @throws RefusedChangeException when it does not fit the columns
   */
  Row read(StateChange.Upsert upsert) throws RefusedChangeException;
}
