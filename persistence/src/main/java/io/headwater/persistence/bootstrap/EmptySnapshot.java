package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.StreamPositions;
import java.util.Collections;
import java.util.Iterator;

/** The snapshot of a type that the view does not hold. */
record EmptySnapshot() implements BootstrapView.Snapshot {

  @Override
  public StreamPositions positions() {
    return ViewHead.initial("").positions();
  }

  @Override
  public Iterator<StoredState> states() {
    return Collections.emptyIterator();
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
