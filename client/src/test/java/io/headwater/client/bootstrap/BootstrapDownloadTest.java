package io.headwater.client.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BootstrapDownloadTest {

  private static final List<String> STATES =
      List.of(BootstrapText.state("1", 7, "ü尺😀"), BootstrapText.state("2", 3, "b"));

  private interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final AtomicReference<Answer> answer = new AtomicReference<>();
  private final List<StateRecordView> received = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private ExecutorService threads;
  private HttpServer server;
  private BootstrapDownload download;

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestURI().toString());
          try (exchange) {
            answer.get().send(exchange);
          }
        });
    server.start();
    download = new BootstrapDownload(base("/"), Duration.ofSeconds(60));
  }

  @AfterEach
  void stop() {
    ended.countDown();
    download.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void downloadsAWholeBootstrap() throws InterruptedException {
    answer.set(exchange -> send(exchange, 200, BootstrapText.whole(STATES)));

    BootstrapResult result = download.download("widget", received::add);

    assertThat(asked).hasValue("/v1/resources/widget/bootstrap");
    assertThat(result.count()).isEqualTo(2);
    assertThat(result.positions()).containsEntry(0, 123L).containsEntry(1, 7L);
    assertThat(received).extracting(StateRecordView::key).containsExactly("1", "2");
  }

  @Test
  void asksForOnePartitionBelowABasePath() throws InterruptedException {
    String text = BootstrapText.header("{\"3\":9}") + BootstrapText.complete(List.of());
    answer.set(exchange -> send(exchange, 200, text));

    try (BootstrapDownload below = new BootstrapDownload(base("/a/b/"))) {
      BootstrapResult result = below.downloadPartition("widget", 3, received::add);

      assertThat(asked).hasValue("/a/b/v1/resources/widget/bootstrap?partition=3");
      assertThat(result.positions()).containsOnlyKeys(3);
      assertThatThrownBy(() -> below.downloadPartition("widget", 1, received::add))
          .hasMessageContaining("announces the partitions [3], not the one asked for");
    }
  }

  @Test
  void readsOneByteAtATimeFromTheWire() throws InterruptedException {
    answer.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          for (byte b : bytes(BootstrapText.whole(STATES))) {
            out.write(b);
            out.flush();
          }
        });

    assertThat(download.download("widget", received::add).count()).isEqualTo(2);
    assertThat(received.getFirst().bytes()).isEqualTo(JsonBytes.of(STATES.getFirst().strip()));
  }

  @Test
  void downloadsManyHugeLines() throws InterruptedException {
    String name = "ü".repeat(5 * 1024 * 1024 / 2);
    int count = 60;
    answer.set(exchange -> sendMany(exchange, BootstrapText.state("1", 1, name), count));
    long[] bytes = {0};

    assertThatThrownBy(
            () -> download.download("widget", state -> bytes[0] += state.bytes().length()))
        .hasMessageContaining("the server announced 0, received was " + count);
    assertThat(bytes[0]).isGreaterThan(count * 5L * 1024 * 1024);
  }

  @Test
  void refusesABodyThatBreaksOff() {
    byte[] whole = bytes(BootstrapText.whole(STATES));
    answer.set(
        exchange -> {
          exchange.sendResponseHeaders(200, whole.length);
          exchange.getResponseBody().write(whole, 0, whole.length - 60);
          exchange.getResponseBody().flush();
          throw new IOException("the server dies");
        });

    assertThatThrownBy(() -> download.download("widget", received::add))
        .isInstanceOf(BootstrapException.class)
        .hasMessageContaining("is truncated after 2 states");
  }

  @Test
  void refusesABodyThatEndsTooEarly() {
    answer.set(exchange -> send(exchange, 200, BootstrapText.header("{\"0\":1}") + STATES.get(0)));

    assertThatThrownBy(() -> download.download("widget", received::add))
        .isInstanceOf(BootstrapException.class)
        .hasMessageContaining("truncated after 1 states: its completion line is missing");
  }

  @Test
  void givesUpOnABodyThatStalls() {
    answer.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(bytes(BootstrapText.header("{\"0\":1}")));
          exchange.getResponseBody().flush();
          awaitEnd();
        });

    try (BootstrapDownload impatient = new BootstrapDownload(base(""), Duration.ofMillis(300))) {
      assertThatThrownBy(() -> impatient.download("widget", received::add))
          .isInstanceOf(BootstrapException.class)
          .hasMessageContaining("truncated after 0 states: no byte arrived for 300 ms");
    }
  }

  @Test
  void saysWhatAProblemSays() {
    String problem =
        "{\"type\":\"/problems/unknown-type\",\"title\":\"Unknown resource type\",\"status\":404,"
            + "\"errors\":[{\"title\":\"inner\"}],\"detail\":\"There is no \\\"widget\\\".\"}";
    answer.set(exchange -> send(exchange, 404, problem));
    assertThatThrownBy(() -> download.download("widget", received::add))
        .isInstanceOf(BootstrapException.class)
        .hasMessageContainingAll(
            "/v1/resources/widget/bootstrap",
            "HTTP 404",
            "Unknown resource type / There is no \"widget\". / /problems/unknown-type",
            "Check the address");

    answer.set(exchange -> send(exchange, 503, "{\"title\":\"Bootstrapping\",\"status\":503}"));
    assertThatThrownBy(() -> download.download("widget", received::add))
        .hasMessageContainingAll("HTTP 503", "Bootstrapping", "health");
  }

  @Test
  void showsTheStartOfARefusalThatIsNoProblem() {
    answer.set(exchange -> send(exchange, 502, "<html>\n Bad   gateway" + "x".repeat(200_000)));

    assertThatThrownBy(() -> download.download("widget", received::add))
        .hasMessageContainingAll("HTTP 502", "<html> Bad gateway")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      free = socket.getLocalPort();
    }

    try (BootstrapDownload nowhere =
        new BootstrapDownload(URI.create("http://127.0.0.1:" + free))) {
      assertThatThrownBy(() -> nowhere.download("widget", received::add))
          .isInstanceOf(BootstrapException.class)
          .hasMessageContainingAll("did not start", "127.0.0.1:" + free, "server is up");
    }
  }

  @Test
  void passesOnWhatTheHandlerThrows() {
    answer.set(exchange -> send(exchange, 200, BootstrapText.whole(STATES)));
    IllegalStateException thrown = new IllegalStateException("full");

    assertThatThrownBy(
            () ->
                download.download(
                    "widget",
                    state -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
  }

  @Test
  void escapesTheTypeInTheAddress() {
    answer.set(exchange -> send(exchange, 404, ""));

    assertThatThrownBy(() -> download.download("a b/ü", received::add))
        .hasMessageContaining("no further word");
    assertThat(asked).hasValue("/v1/resources/a%20b%2F%C3%BC/bootstrap");
  }

  @Test
  void refusesAnAddressWithCredentialsWithoutRepeatingThem() {
    assertThatThrownBy(() -> new BootstrapDownload(URI.create("http://u:secret@127.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> new BootstrapDownload(URI.create("ftp://127.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private URI base(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sendMany(HttpExchange exchange, String line, int count) throws IOException {
    byte[] state = bytes(line);
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write(bytes(BootstrapText.header("{\"0\":1}")));
    for (int i = 0; i < count; i++) {
      out.write(state);
    }
    out.write(bytes(BootstrapText.complete(List.of())));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    exchange.sendResponseHeaders(status, 0);
    exchange.getResponseBody().write(bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
