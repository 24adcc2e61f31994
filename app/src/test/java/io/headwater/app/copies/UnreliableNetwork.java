package io.headwater.app.copies;

import io.headwater.dev.server.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy that cuts connections in the middle of an answer, slows them down, and lets none
 * through. Thread-safe.
 */
final class UnreliableNetwork implements AutoCloseable {

  private static final int BUFFER_BYTES = 8 * 1024;
  private static final int BACKLOG = 200;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesUntilCut = new AtomicLong(Long.MAX_VALUE);
  private volatile boolean isDown;
  private volatile Duration delay = Duration.ZERO;

  private UnreliableNetwork(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Listens on a free port before another port of this machine. */
  static UnreliableNetwork before(int target) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), 0), BACKLOG);
    UnreliableNetwork network = new UnreliableNetwork(server, target);
    Thread.ofVirtual().name("network").start(network::accept);
    return network;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Cuts all connections after that many further bytes of answers. */
  void cutAfter(long bytes) {
    bytesUntilCut.set(bytes);
  }

  /** Waits before each piece of an answer is passed on. */
  void slow(Duration everyPiece) {
    delay = everyPiece;
  }

  /** Cuts what there is, and what comes from now on. */
  void down() {
    isDown = true;
    cut();
  }

  /** All is well again. */
  void heal() {
    isDown = false;
    delay = Duration.ZERO;
    bytesUntilCut.set(Long.MAX_VALUE);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        if (isDown) {
          close(client);
        } else {
          Thread.ofVirtual().name("network-connection").start(() -> connect(client));
        }
      } catch (IOException e) {
        // Closed, or the client was gone at once.
        continue;
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket provider = new Socket(InetAddress.getByName(Ports.LOOPBACK), target);
      open.add(provider);
      Thread.ofVirtual().name("network-requests").start(() -> pass(client, provider, false));
      pass(provider, client, true);
    } catch (IOException e) {
      // The provider is not there: its client is told by the cut.
      close(client);
    }
  }

  private void pass(Socket from, Socket to, boolean isAnswer) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (isAnswer) {
          LockSupport.parkNanos(delay.toNanos());
          if (bytesUntilCut.addAndGet(-read) < 0) {
            bytesUntilCut.set(Long.MAX_VALUE);
            out.write(buffer, 0, read / 2);
            cut();
            return;
          }
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side has ended; so does the other.
      return;
    } finally {
      close(from);
      close(to);
    }
  }

  private void cut() {
    open.forEach(this::close);
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket cannot be closed", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
