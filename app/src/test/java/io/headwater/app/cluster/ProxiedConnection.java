package io.headwater.app.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.protocol.Errors;

/** A client's connection and its counterpart to the broker; one thread for each direction. */
final class ProxiedConnection implements AutoCloseable {

  private final Socket client;
  private final Socket broker;
  private final KafkaProxy.Interventions interventions;
  private final Map<Integer, Exchange> open = new ConcurrentHashMap<>();
  private final List<RuntimeException> failures = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  ProxiedConnection(Socket client, Socket broker, KafkaProxy.Interventions interventions) {
    this.client = client;
    this.broker = broker;
    this.interventions = interventions;
  }

  void start() throws IOException {
    client.setTcpNoDelay(true);
    broker.setTcpNoDelay(true);
    Thread.ofVirtual().name("kafka-proxy-requests").start(() -> run(this::passRequests));
    Thread.ofVirtual().name("kafka-proxy-answers").start(() -> run(this::passAnswers));
  }

  /** Cuts both ways. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    List<RuntimeException> reasons = new ArrayList<>();
    for (Socket socket : List.of(client, broker)) {
      try {
        socket.close();
      } catch (IOException e) {
        reasons.add(new IllegalStateException("a proxied connection cannot be closed", e));
      }
    }
    synchronized (failures) {
      reasons.addAll(failures);
    }
    interventions.ended(this, reasons);
  }

  /** Passes frames until one of the two ends the connection. */
  private interface Passing {
    void pass() throws IOException, InterruptedException;
  }

  private void run(Passing passing) {
    try {
      passing.pass();
    } catch (IOException connectionIsCut) {
      // The other side is told by the cut of its own connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      synchronized (failures) {
        failures.add(e);
      }
    } finally {
      close();
    }
  }

  private void passRequests() throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    Optional<KafkaFrame> next = KafkaFrame.read(in);
    while (next.isPresent()) {
      KafkaFrame request = next.get();
      Exchange exchange = interventions.begin(request);
      open.put(request.header().correlationId(), exchange);
      if (exchange.held().isPresent()) {
        exchange.held().get().awaitRelease();
      }
      request.writeTo(broker.getOutputStream());
      next = KafkaFrame.read(in);
    }
  }

  private void passAnswers() throws IOException {
    DataInputStream in = new DataInputStream(broker.getInputStream());
    Optional<KafkaFrame> next = KafkaFrame.read(in);
    while (next.isPresent()) {
      KafkaFrame answer = next.get();
      Optional<Exchange> exchange = Optional.ofNullable(open.remove(answer.correlationId()));
      if (exchange.isPresent()) {
        Errors said = exchange.get().answered(answer);
        if (said != Errors.NONE) {
          interventions.refused(exchange.get().refusal(said));
        }
        if (exchange.get().lost().isPresent()) {
          return;
        }
      }
      answer.writeTo(client.getOutputStream());
      next = KafkaFrame.read(in);
    }
  }
}
