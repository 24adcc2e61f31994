package io.headwater.client.consumer;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.bootstrap.BootstrapPart;
import io.headwater.client.bootstrap.PartReceiver;
import io.headwater.client.bootstrap.StateRecordView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** Puts a provider of the model behind HTTP, compressed in one way or the other. */
final class ModelServer implements AutoCloseable {

  private final ModelProvider provider;
  private final ModelStream stream;
  private final String coding;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /** Downloads still to be broken off in the middle. */
  final AtomicInteger breaks = new AtomicInteger();

  ModelServer(ModelStream stream, ModelProvider provider, String coding) throws IOException {
    this.stream = stream;
    this.provider = provider;
    this.coding = coding;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/resources", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.endsWith("/bootstrap")) {
        bootstrap(exchange);
      } else if (path.endsWith("/changes")) {
        changes(exchange);
      } else if (path.contains("/leases")) {
        lease(exchange, path);
      } else {
        send(
            exchange,
            "{\"resources\":[{\"type\":\"widget\",\"partitions\":" + stream.partitions + "}]}");
      }
    }
  }

  private void bootstrap(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    Lines lines = new Lines();
    BootstrapPart part =
        new BootstrapPart(
            "widget",
            Integer.parseInt(query.getOrDefault("partition", "0")),
            Optional.ofNullable(query.get("after")),
            Integer.parseInt(query.getOrDefault("checkpoints", "1000")));
    try {
      synchronized (stream) {
        provider.download(part, lines);
      }
    } catch (ProviderException | StreamLostException e) {
      throw new IOException(e);
    }
    if (breaks.getAndDecrement() > 0) {
      send(exchange, lines.text.substring(0, lines.text.length() * 2 / 3));
    } else {
      send(exchange, lines.text + lines.mark("complete", ""));
    }
  }

  private void changes(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    try {
      Provider.Changes changes;
      synchronized (stream) {
        changes =
            provider.changes(
                "widget",
                query.getOrDefault("since", ""),
                Integer.parseInt(query.getOrDefault("limit", "500")),
                Duration.ZERO);
      }
      StringBuilder text = new StringBuilder("{\"changes\":[");
      for (StreamRecord found : changes.records()) {
        text.append(text.charAt(text.length() - 1) == '[' ? "" : ",").append(change(found));
      }
      String token = ConsumerPosition.token(stream.epoch(), changes.next());
      text.append("],\"token\":\"").append(token);
      send(exchange, text + "\",\"up_to_date\":" + changes.upToDate() + "}");
    } catch (StreamLostException e) {
      exchange.sendResponseHeaders(Integer.parseInt(String.valueOf(e.getMessage())), -1);
    } catch (ProviderException e) {
      exchange.getResponseHeaders().set("Retry-After", "0");
      exchange.sendResponseHeaders(503, -1);
    }
  }

  private void lease(HttpExchange exchange, String path) throws IOException {
    String[] steps = path.split("/leases/");
    Optional<String> lease = Optional.of(steps).filter(all -> all.length == 2).map(all -> all[1]);
    try {
      synchronized (stream) {
        if (exchange.getRequestMethod().equals("DELETE")) {
          provider.endLease("widget", lease.orElseThrow());
          send(exchange, "{}");
        } else {
          Map<String, String> query = query(exchange);
          Duration lasts = Duration.ofSeconds(Long.parseLong(query.getOrDefault("seconds", "")));
          Optional<String> since = Optional.ofNullable(query.get("since"));
          send(exchange, "{\"lease\":\"" + provider.lease("widget", lease, since, lasts) + "\"}");
        }
      }
    } catch (ProviderException | StreamLostException e) {
      exchange.sendResponseHeaders(Integer.parseInt(String.valueOf(e.getMessage())), -1);
    }
  }

  private static String change(StreamRecord found) {
    String state =
        switch (found.change()) {
          case StateChange.Upsert upsert -> upsert.bytes().toString();
          case StateChange.Delete ignored -> "null";
        };
    return "{\"partition\":%d,\"offset\":%d,\"key\":\"%s\",\"operation\":\"x\",\"state\":%s}"
        .formatted(found.partition(), found.offset(), found.change().key(), state);
  }

  private void send(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = coded(bytes)) {
      out.write(body);
    }
    exchange.getResponseHeaders().set("Content-Encoding", coding);
    exchange.sendResponseHeaders(200, bytes.size());
    exchange.getResponseBody().write(bytes.toByteArray());
  }

  private OutputStream coded(OutputStream out) throws IOException {
    return switch (coding) {
      case "zstd" -> new ZstdOutputStream(out);
      case "gzip" -> new GZIPOutputStream(out);
      default -> out;
    };
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
      String[] both = pair.split("=", 2);
      query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  /** A download as text. */
  private static final class Lines implements PartReceiver {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder states = new StringBuilder();
    private int count;

    @Override
    public void begins(BootstrapHeader header) {
      int partition = header.positions().firstKey();
      text.append(
          "{\"bootstrap\":{\"type\":\"%s\",\"topic\":\"%s\",\"epoch\":\"%s\",\"positions\":{\"%d\":%d}}}\n"
              .formatted(
                  header.type(),
                  header.topic(),
                  header.epoch(),
                  partition,
                  header.positions().get(partition)));
    }

    @Override
    public void state(StateRecordView state) {
      text.append(state.bytes()).append('\n');
      states.append(state.bytes()).append('\n');
      count++;
    }

    @Override
    public void checkpoint(String after) {
      text.append(mark("checkpoint", ",\"after\":\"" + after + "\""));
    }

    String mark(String kind, String rest) {
      try {
        byte[] sum =
            MessageDigest.getInstance("SHA-256")
                .digest(states.toString().getBytes(StandardCharsets.UTF_8));
        return "{\"%s\":{\"count\":%d,\"checksum\":\"sha256:%s\"%s}}\n"
            .formatted(kind, count, HexFormat.of().formatHex(sum), rest);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
