package io.headwater.persistence.journal;

import io.headwater.core.publish.StateRecords;
import org.apache.pekko.actor.setup.Setup;

/** Hands the journal what makes its state records, as Pekko creates it by its class name. */
public final class StateRecordsSetup extends Setup {

  private final StateRecords records;

  /** A setup with these. */
  public StateRecordsSetup(StateRecords records) {
    this.records = records;
  }

  StateRecords records() {
    return records;
  }
}
