package io.headwater.client.consumer;

import io.headwater.client.bootstrap.BootstrapPart;
import io.headwater.client.bootstrap.PartReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  /**
   * Has deletions from the token on kept for so long.
   *
   * @param lease the one to renew; empty for a new one
   * @param token empty for what is renewed, or for everything from now on
   * @return the lease
   * @throws StreamLostException when some may be unknown already
   */
  String lease(String type, Optional<String> lease, Optional<String> token, Duration lasts)
      throws ProviderException, StreamLostException, InterruptedException;

  /** Ends a lease; one that has ended already is none to complain of. */
  void endLease(String type, String lease) throws ProviderException, InterruptedException;

  @Override
  void close();
}
