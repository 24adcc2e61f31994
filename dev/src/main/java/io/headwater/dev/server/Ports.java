package io.headwater.dev.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds TCP ports on 127.0.0.1.
 *
 * <p>A port is free at the moment it is returned; nothing reserves it, so use it at once.
 */
public final class Ports {

  /** How many ports above the preferred one are tried. */
  public static final int MAX_SHIFT = 100;

  /** The loopback address every embedded server listens on. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int MAX_PORT = 65_535;

  private Ports() {}

  /**
   * The port that was chosen.
   *
   * @param port the free port
   * @param shifted whether it is another one than the preferred port
   */
  public record Choice(int port, boolean shifted) {}

  /** Returns a free port chosen by the operating system. */
  public static int free() {
    return free(1).getFirst();
  }

  /** Returns {@code count} different free ports chosen by the operating system. */
  public static List<Integer> free(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      // All are held open until the last one is found: otherwise the same port may come twice.
      for (int i = 0; i < count; i++) {
        held.add(bind(0));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "No free TCP port on " + LOOPBACK + ": " + e.getMessage() + ". Close some programs.", e);
    } finally {
      held.forEach(Ports::release);
    }
  }

  /** Tells whether a server could listen on {@code port} now. */
  public static boolean isFree(int port) {
    try {
      release(bind(port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  /**
   * Returns {@code preferred} when it is free, otherwise the next free port above it.
   *
   * @throws EmbeddedServerException when none of the next {@value #MAX_SHIFT} ports is free
   */
  public static Choice preferred(int preferred) {
    int last = Math.min(MAX_PORT, preferred + MAX_SHIFT);
    for (int port = preferred; port <= last; port++) {
      if (isFree(port)) {
        return new Choice(port, port != preferred);
      }
    }
    throw new EmbeddedServerException(
        "No free TCP port on %s from %d to %d. Stop what listens there or choose another port."
            .formatted(LOOPBACK, preferred, last));
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // Ports in TIME_WAIT count as free: the servers themselves also bind with this option.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new EmbeddedServerException("Cannot release the probed port: " + e.getMessage(), e);
    }
  }
}
