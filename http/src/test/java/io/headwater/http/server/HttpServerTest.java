package io.headwater.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {

  private static final int REQUESTS = 400;

  private final ServerFixture http = new ServerFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void tellsThePortThatWasTaken() {
    assertThat(http.server.address().getPort()).isPositive();
    assertThat(http.server.uri().toString())
        .isEqualTo("http://127.0.0.1:" + http.server.address().getPort());
  }

  @Test
  void failsClearlyWhenThePortIsBusy() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = busy.getLocalPort();

      assertThatThrownBy(() -> startOn(http.settings.withPort(port)))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("headwater.http.port")
          .asInstanceOf(type(HttpBindException.class))
          .returns(true, HttpBindException::isPortBusy);
    }
  }

  @Test
  void failsClearlyWhenTheInterfaceIsNotOfThisMachine() {
    HttpSettings settings =
        new HttpSettings(
            "192.0.2.1",
            0,
            0,
            http.settings.connections(),
            http.settings.pages(),
            http.settings.bootstraps(),
            http.settings.changes());

    assertThatThrownBy(() -> startOn(settings))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessageContaining("headwater.http.interface")
        .asInstanceOf(type(HttpBindException.class))
        .returns(false, HttpBindException::isPortBusy);
  }

  @Test
  void canBindAgainAfterItWasStopped() throws Exception {
    int port = http.server.address().getPort();
    assertThat(http.get("/health/live").statusCode()).isEqualTo(200);

    http.server.stop(Duration.ofSeconds(1)).toCompletableFuture().get(60, TimeUnit.SECONDS);

    assertThatThrownBy(() -> http.get("/health/live")).hasRootCauseInstanceOf(IOException.class);
    RunningServer again = startOn(http.settings.withPort(port));
    assertThat(http.get("/health/live").statusCode()).isEqualTo(200);
    again.stop(Duration.ofSeconds(1)).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void answersManyRequestsAtATime() throws Exception {
    http.view.fill(2000);
    String whole = http.get("/v1/resources/widget/bootstrap").body();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      String path = i % 50 == 0 ? "/v1/resources/widget/bootstrap" : "/v1/resources/widget/" + i;
      answers.add(
          http.client.sendAsync(http.request(path).build(), HttpResponse.BodyHandlers.ofString()));
    }

    for (int i = 0; i < REQUESTS; i++) {
      String expected = i % 50 == 0 ? whole : InMemoryView.json(Integer.toString(i), i + 1L);
      assertThat(answers.get(i).get(60, TimeUnit.SECONDS).body()).isEqualTo(expected);
    }
    assertThat(http.view.open).hasValue(0);
  }

  private RunningServer startOn(HttpSettings settings) throws Exception {
    return HttpServer.start(http.system, http.ports, settings)
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
