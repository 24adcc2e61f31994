package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.http.server.EventReader.Event;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailCapacityTest {

  private static final String PATH = "/v1/resources/widget/changes?since=";
  private static final String START = "e1.0-10.1-11.2-12.3-13";
  private static final int CLIENTS = 100;

  private final ServerFixture http =
      new ServerFixture("headwater.http.changes { max-tails = 100, max-bytes = 8 MiB }");

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void clientsAtOnePlaceShareTheReading() {
    List<EventReader> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(EventReader.follow(http, "now"));
    }
    all.forEach(EventReader::batch);
    int before = http.view.changesRead.get();

    String state = http.view.write("1", 1);
    for (EventReader events : all) {
      assertThat(events.next("change").data()).contains(state);
    }

    assertThat(http.view.changesRead.get() - before).isLessThan(CLIENTS / 4);
    all.forEach(EventReader::close);
  }

  @Test
  void aBusyViewIsReadInBatches() {
    try (EventReader events = EventReader.follow(http, "now")) {
      events.batch();
      int before = http.view.changesRead.get();
      for (int i = 1; i <= 5000; i++) {
        http.view.write("1", i);
      }
      int version = 0;
      while (version < 5000) {
        Event event = events.next();
        if (event.name().equals("change")) {
          int next = event.json().path("state").path("version").asInt();
          assertThat(next).isGreaterThan(version);
          version = next;
        }
      }
      assertThat(http.view.changesRead.get() - before).isLessThan(1000);
    }
  }

  @Test
  void aClientThatReadsNothingStopsNobodyAndReadsNothingAhead() {
    String large = "{\"operation\":\"update\",\"resource\":\"" + "x".repeat(200_000) + "\"}";
    for (int i = 0; i < 200; i++) {
      http.view.write(Integer.toString(i), large);
    }
    HttpResponse<InputStream> slow = EventReader.open(http, START + "&limit=5");
    int[] seen = {-1};
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              int now = http.view.changesRead.get();
              boolean still = now == seen[0];
              seen[0] = now;
              return still;
            });
    assertThat(seen[0]).isLessThan(40);

    try (EventReader quick = EventReader.follow(http, "now")) {
      quick.batch();
      http.view.write("new", "{\"operation\":\"create\"}");
      assertThat(quick.next("change").json().path("key").asText()).isEqualTo("new");
    }
    new EventReader(slow.body()).close();
  }

  @Test
  void moreClientsThanPlacesAreRefusedUntilOneLeaves() {
    List<EventReader> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(EventReader.follow(http, "now"));
    }
    HttpResponse<String> refused = http.get(PATH + "now", "Accept", "text/event-stream");
    assertProblem(refused, 503, "too-many-tails");
    assertThat(header(refused, "Retry-After")).isEqualTo("5");
    assertProblem(http.get(PATH + "now"), 503, "too-many-tails");

    all.getFirst().close();

    await().atMost(Duration.ofSeconds(60)).until(() -> http.get(PATH + "now").statusCode() == 200);
    all.forEach(EventReader::close);
  }
}
