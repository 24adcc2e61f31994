package io.headwater.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process of clients that nobody waits for: some follow and read far slower than changes come,
 * some keep a connection and ask nothing more. It says so when all are there; when its input ends
 * it tells how many have lost their connection, and ends.
 */
final class CrowdMain {

  /** All are connected, and the slow ones have had their first event. */
  static final String READY = "ready";

  /** What a slow client takes at a time, and how long it then sleeps: 5 KB a second. */
  private static final int SIP_BYTES = 1_024;

  private static final Duration SLEEP = Duration.ofMillis(200);

  /** What waits in this machine's kernel for a slow client, so that the server notices it soon. */
  private static final int WINDOW_BYTES = 4_096;

  /** Clients that connect at a time: fewer than wait to be accepted at most. */
  private static final int ARRIVING = 16;

  private final CountDownLatch missing;
  private final Semaphore arriving = new Semaphore(ARRIVING);
  private final AtomicInteger lost = new AtomicInteger();

  private CrowdMain(int clients) {
    this.missing = new CountDownLatch(clients);
  }

  /** What a client does once it is connected. */
  private interface Manner {
    void behave(HttpConnection connection) throws IOException, InterruptedException;
  }

  /** Takes the server's address, the number of slow clients and that of idle ones. */
  public static void main(String[] args) throws Exception {
    URI server = URI.create(args[0]);
    int slow = Integer.parseInt(args[1]);
    int idle = Integer.parseInt(args[2]);
    CrowdMain crowd = new CrowdMain(slow + idle);
    for (int client = 0; client < slow + idle; client++) {
      Manner manner = client < slow ? crowd::sip : crowd::rest;
      Thread.startVirtualThread(() -> crowd.client(server, manner));
    }
    crowd.missing.await();
    System.out.println(READY);
    System.out.flush();
    System.in.transferTo(OutputStream.nullOutputStream());
    System.out.println(crowd.lost.get());
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private void client(URI server, Manner manner) {
    try {
      arriving.acquire();
      try (HttpConnection connection = HttpConnection.open(server, WINDOW_BYTES, SIP_BYTES)) {
        manner.behave(connection);
      }
    } catch (IOException e) {
      System.err.println("a client of the crowd has lost its connection: " + e);
      lost.incrementAndGet();
      arrived();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void arrived() {
    arriving.release();
    missing.countDown();
  }

  private void sip(HttpConnection connection) throws IOException, InterruptedException {
    InputStream events = connection.get(Followers.PATH, Followers.ACCEPT);
    byte[] sip = new byte[SIP_BYTES];
    boolean isFirst = true;
    while (events.read(sip) >= 0) {
      if (isFirst) {
        arrived();
        isFirst = false;
      }
      // Being slow is what this client is there for.
      Thread.sleep(SLEEP);
    }
    throw new IOException("the server has ended its answer");
  }

  private void rest(HttpConnection connection) throws IOException, InterruptedException {
    var unused =
        connection
            .get("/v1/resources/" + ViewServerMain.WIDGET.name() + "/1")
            .transferTo(OutputStream.nullOutputStream());
    arrived();
    new CountDownLatch(1).await();
  }
}
