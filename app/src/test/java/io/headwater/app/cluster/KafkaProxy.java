package io.headwater.app.cluster;

import io.headwater.dev.server.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TCP proxy before a Kafka broker that knows requests and answers, and can lose an answer or hold
 * a request back.
 *
 * <p>The broker must name the proxy's port as its own to those who come through it, or its clients
 * leave the proxy after their first answer. Thread-safe.
 */
final class KafkaProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int brokerPort;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<LostAnswer> toLose = new CopyOnWriteArrayList<>();
  private final List<HeldRequest> toHold = new CopyOnWriteArrayList<>();
  private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

  private KafkaProxy(ServerSocket server, int brokerPort) {
    this.server = server;
    this.brokerPort = brokerPort;
  }

  /** Listens on a free port; the broker need not run yet. */
  static KafkaProxy start(int brokerPort) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), 0));
    KafkaProxy proxy = new KafkaProxy(server, brokerPort);
    Thread.ofVirtual().name("kafka-proxy").start(proxy::accept);
    return proxy;
  }

  /** Where clients connect to. */
  int port() {
    return server.getLocalPort();
  }

  /** What clients take as {@code bootstrap.servers}. */
  String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port();
  }

  /** Lets the broker carry out the next such request and cuts the connection in place of answer. */
  LostAnswer loseAnswer(Selection which) {
    LostAnswer lost = new LostAnswer(which);
    toLose.add(lost);
    return lost;
  }

  /** Keeps the next such request, and all that follows it on its connection, until released. */
  HeldRequest hold(Selection which) {
    HeldRequest held = new HeldRequest(which);
    toHold.add(held);
    return held;
  }

  /** What the broker refused to the proxy's clients as writers, in the order of its answers. */
  List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  @Override
  public void close() throws IOException {
    server.close();
    toHold.forEach(HeldRequest::release);
    connections.forEach(ProxiedConnection::close);
    if (!failures.isEmpty()) {
      throw new IllegalStateException("the proxy has failed", failures.getFirst());
    }
  }

  /** What the exchanges of a connection are told. */
  interface Interventions {

    /** What is to be done with a request. */
    Exchange begin(KafkaFrame request);

    /** Is told of a refusal. */
    void refused(Refusal refusal);

    /** Is told that the connection has ended; with a reason when that is the proxy's fault. */
    void ended(ProxiedConnection connection, List<RuntimeException> reasons);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket broker = new Socket();
        try {
          broker.connect(new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), brokerPort));
        } catch (IOException brokerIsAway) {
          // As the broker itself would: the client tries again.
          client.close();
          continue;
        }
        ProxiedConnection connection = new ProxiedConnection(client, broker, interventions());
        connections.add(connection);
        connection.start();
      } catch (IOException e) {
        if (!server.isClosed()) {
          failures.add(new IllegalStateException("the proxy cannot accept connections", e));
          return;
        }
      }
    }
  }

  private Interventions interventions() {
    return new Interventions() {
      @Override
      public Exchange begin(KafkaFrame request) {
        return new Exchange(
            request,
            toLose.stream().filter(lost -> lost.takes(request)).findFirst(),
            toHold.stream().filter(held -> held.takes(request)).findFirst());
      }

      @Override
      public void refused(Refusal refusal) {
        refusals.add(refusal);
      }

      @Override
      public void ended(ProxiedConnection connection, List<RuntimeException> reasons) {
        connections.remove(connection);
        failures.addAll(reasons);
      }
    };
  }
}
