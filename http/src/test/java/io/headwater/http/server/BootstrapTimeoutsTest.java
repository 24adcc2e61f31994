package io.headwater.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BootstrapTimeoutsTest {

  private static final String PATH = "/v1/resources/widget/bootstrap";
  private static final int MANY = 200_000;
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final int BYTES_A_TICK = 2_000_000;
  private static final Duration TICK = Duration.ofMillis(200);

  private final ServerFixture http =
      new ServerFixture(
          "headwater.http { connections { idle-timeout = 2s, request-timeout = 1s },"
              + " changes.heartbeat = 1s }");

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void aSlowDownloadOutlivesAllTimeouts() throws IOException {
    http.view.fill(MANY);
    Instant start = Instant.now();
    HttpResponse<InputStream> response = http.open(PATH);
    ByteArrayOutputStream received = new ByteArrayOutputStream();

    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(TICK)
        .until(
            () -> {
              byte[] next = response.body().readNBytes(BYTES_A_TICK);
              received.writeBytes(next);
              return next.length < BYTES_A_TICK;
            });

    assertThat(Duration.between(start, Instant.now())).isGreaterThan(IDLE.multipliedBy(2));
    assertThat(received.toString(StandardCharsets.UTF_8))
        .contains("{\"complete\":{\"count\":" + MANY);
  }

  @Test
  void aDownloadWhoseClientStoppedReadingIsCutAndItsSnapshotClosed() {
    http.view.fill(MANY);

    HttpResponse<InputStream> response = http.open(PATH);

    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.open.get() == 1);
    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.open.get() == 0);
    assertThat(http.view.read.get()).isLessThan(MANY);
    assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
  }
}
