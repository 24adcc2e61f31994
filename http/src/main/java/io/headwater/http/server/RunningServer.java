package io.headwater.http.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.SharedKillSwitch;

/** A server that listens. */
public final class RunningServer {

  private final ServerBinding binding;
  private final SharedKillSwitch stopping;

  RunningServer(ServerBinding binding, SharedKillSwitch stopping) {
    this.binding = binding;
    this.stopping = stopping;
  }

  /** The address it is bound to, with the port that was really taken. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Where a client on this machine reaches it, such as {@code http://127.0.0.1:8080}. */
  public URI uri() {
    InetSocketAddress address = address();
    String bound = address.getAddress().getHostAddress();
    boolean everywhere = address.getAddress().isAnyLocalAddress();
    String host = everywhere ? "127.0.0.1" : bound.contains(":") ? "[" + bound + "]" : bound;
    return URI.create("http://" + host + ":" + address.getPort());
  }

  /**
   * Stops listening, ends the answers that would never end, lets the others end, and cuts those
   * that have not ended by then.
   *
   * @param patience how long running answers may take
   */
  public CompletionStage<Done> stop(Duration patience) {
    stopping.shutdown();
    return binding.terminate(patience).thenApply(terminated -> Done.getInstance());
  }
}
