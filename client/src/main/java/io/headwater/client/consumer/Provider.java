package io.headwater.client.consumer;

import io.headwater.client.bootstrap.BootstrapPart;
import io.headwater.client.bootstrap.PartReceiver;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** One node that serves bootstraps; safe for several threads. */
interface Provider extends AutoCloseable {

  /** Changes behind a token. */
  record Changes(List<StreamRecord> records, SortedMap<Integer, Long> next, boolean upToDate) {}

  /** How many partitions the type's stream has. */
  int partitions(String type) throws ProviderException, InterruptedException;

  /**
   * Returns when no deletion behind the token may be unknown.
   *
   * @throws StreamLostException when one may be
   */
  void check(String type, String token)
      throws ProviderException, StreamLostException, InterruptedException;

  /** Downloads a part; what the receiver throws is passed on. */
  void download(BootstrapPart part, PartReceiver receiver)
      throws ProviderException, StreamLostException, InterruptedException;

  /** What changed behind the token, which may take so long. */
  Changes changes(String type, String token, int limit, Duration wait)
      throws ProviderException, StreamLostException, InterruptedException;

  @Override
  void close();
}
