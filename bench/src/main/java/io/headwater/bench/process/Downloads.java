package io.headwater.bench.process;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.headwater.bench.process.Reading.Pass;
import io.headwater.client.bootstrap.BootstrapDownload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** Bootstrap downloads that are counted and not looked at, but for the client library's. */
final class Downloads {

  private static final String PATH = "/v1/resources/" + ViewServerMain.WIDGET.name() + "/bootstrap";

  /** What a download has beside its states: the header and the line of completion. */
  private static final int OTHER_LINES = 2;

  private static final int BUFFER_BYTES = 64 * 1024;

  /** Makes the text of a compressed body. */
  private interface Decoding {
    InputStream of(InputStream body) throws IOException;
  }

  private final URI server;

  Downloads(URI server) {
    this.server = server;
  }

  /** Everything in one download. */
  Pass plain() throws IOException {
    return whole("identity", body -> body);
  }

  /** Everything in one download, compressed and decompressed. */
  Pass gzip() throws IOException {
    return whole("gzip", body -> new GZIPInputStream(body, BUFFER_BYTES));
  }

  /** Everything in one download, compressed and decompressed. */
  Pass zstd() throws IOException {
    return whole("zstd", ZstdInputStreamNoFinalizer::new);
  }

  /** Everything by the client library, which parses each state and verifies all of them. */
  Pass verified() throws InterruptedException {
    long[] states = new long[1];
    try (BootstrapDownload download = new BootstrapDownload(server)) {
      // What it says of the stream that follows is not needed here.
      var unused = download.download(ViewServerMain.WIDGET.name(), state -> states[0]++);
    }
    return new Pass(states[0], 0);
  }

  /** By partition, over so many connections of which each takes the next partition in turn. */
  Pass parallel(int connections, int partitions) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Future<Pass>> parts = new ArrayList<>();
    long states = 0;
    long transferred = 0;
    try (ExecutorService executor =
        Executors.newFixedThreadPool(connections, Thread.ofPlatform().daemon().factory())) {
      for (int i = 0; i < connections; i++) {
        parts.add(executor.submit(() -> inTurn(next, partitions)));
      }
      for (Future<Pass> part : parts) {
        states += part.get().states();
        transferred += part.get().transferred();
      }
    }
    return new Pass(states, transferred);
  }

  private Pass inTurn(AtomicInteger next, int partitions) throws IOException {
    long states = 0;
    try (HttpConnection connection = HttpConnection.open(server)) {
      for (int partition = next.getAndIncrement();
          partition < partitions;
          partition = next.getAndIncrement()) {
        states += states(connection.get(PATH + "?partition=" + partition));
      }
      return new Pass(states, connection.received());
    }
  }

  private Pass whole(String coding, Decoding decoding) throws IOException {
    try (HttpConnection connection = HttpConnection.open(server)) {
      InputStream body = connection.get(PATH, "Accept-Encoding: " + coding);
      return new Pass(states(decoding.of(body)), connection.received());
    }
  }

  private static long states(InputStream text) throws IOException {
    LineCounter counter = new LineCounter();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
      counter.write(buffer, 0, read);
    }
    return counter.lines() - OTHER_LINES;
  }
}
