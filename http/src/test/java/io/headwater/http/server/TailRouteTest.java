package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStream;
import io.headwater.core.resource.Partitions;
import io.headwater.http.server.EventReader.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailRouteTest {

  private static final String PATH = "/v1/resources/widget/changes?since=";
  private static final String START = "e1.0-10.1-11.2-12.3-13";
  private static final int CLIENTS = 100;

  private final ServerFixture http =
      new ServerFixture(
          "headwater.http { changes { max-tails = 100, max-bytes = 8 MiB, heartbeat = 300ms },"
              + " connections { idle-timeout = 1500ms, request-timeout = 500ms } }");

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<InputStream> open(String since, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Accept";
    all[1] = "text/event-stream";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return http.open(PATH + since, all);
  }

  private EventReader follow(String since, String... headers) {
    return new EventReader(open(since, headers).body());
  }

  private static Event nextOf(EventReader reader, String name) {
    Event event = reader.next();
    while (!event.name().equals(name)) {
      assertThat(event.name()).isEmpty();
      event = reader.next();
    }
    return event;
  }

  @Test
  void tellsWhatChangedInTheTopicsOrderAndThenFollows() {
    for (int i = 0; i < 20; i++) {
      http.view.write(Integer.toString(i), 1);
    }
    HttpResponse<InputStream> response = open(START);
    assertThat(header(response, "Content-Type")).startsWith("text/event-stream");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    try (EventReader events = new EventReader(response.body())) {
      List<Event> batch = events.batch();

      List<Event> changes = batch.subList(0, batch.size() - 1);
      assertThat(changes).hasSize(20).allMatch(event -> event.id().isEmpty());
      assertThat(changes.stream().map(event -> event.json().path("partition").asInt())).isSorted();
      String token = batch.getLast().id();
      assertThat(batch.getLast().data()).isEqualTo("{\"token\":\"" + token + "\"}");

      String state = http.view.write("7", 2);

      assertThat(nextOf(events, "change").data()).endsWith("\"state\":" + state + "}");
      assertThat(nextOf(events, "up-to-date").id()).isNotEqualTo(token);

      http.view.delete("7");

      Event deletion = nextOf(events, "change");
      assertThat(deletion.json().path("operation").asText()).isEqualTo("delete");
      assertThat(deletion.json().path("state").isNull()).isTrue();
      assertThat(deletion.json().path("key").asText()).isEqualTo("7");
    }
  }

  @Test
  void aBatchThatIsNotTheLastEndsWithAPosition() {
    for (int i = 0; i < 5; i++) {
      http.view.write(Integer.toString(i), 1);
    }
    try (EventReader events = follow(START + "&limit=2")) {
      List<String> names = events.batch().stream().map(Event::name).toList();

      assertThat(names)
          .containsExactly(
              "change",
              "change",
              "position",
              "change",
              "change",
              "position",
              "change",
              "up-to-date");
    }
  }

  @Test
  void theLastEventIdWinsOverSince() {
    http.view.write("1", 1);
    try (EventReader first = follow(START)) {
      String id = first.batch().getLast().id();
      http.view.write("2", 1);

      try (EventReader second = follow("now", "Last-Event-ID", id)) {
        assertThat(second.batch().getFirst().json().path("key").asText()).isEqualTo("2");
      }
    }
  }

  @Test
  void nowBeginsAtTheHeadAndTellsItsToken() {
    http.view.write("1", 1);
    try (EventReader events = follow("now")) {
      Event first = events.next();

      assertThat(first.name()).isEqualTo("up-to-date");
      http.view.write("1", 2);
      assertThat(nextOf(events, "change").json().path("state").path("version").asInt())
          .isEqualTo(2);
    }
  }

  @Test
  void heartbeatsKeepAQuietAnswerBeyondAllTimeouts() {
    try (EventReader events = follow("now")) {
      assertThat(events.next().name()).isEqualTo("up-to-date");
      for (int i = 0; i < 8; i++) {
        assertThat(events.next()).isEqualTo(new Event("", "", ": heartbeat"));
      }
      http.view.write("1", 1);
      assertThat(nextOf(events, "change").json().path("key").asText()).isEqualTo("1");
    }
  }

  @Test
  void tellsARefusalAndEndsWhenTheTokenBecomesUnsafe() {
    try (EventReader events = follow("now")) {
      events.batch();

      http.view.remake("e2");

      Event refused = nextOf(events, "refused");
      assertThat(refused.json().path("type").asText())
          .isEqualTo("urn:headwater:problem:epoch-changed");
      assertThat(refused.json().path("status").asInt()).isEqualTo(409);
      assertThat(events.next()).isEqualTo(new Event(EventReader.END, "", ""));
    }
  }

  @Test
  void aFilterTellsWhatLeftItWithoutItsState() {
    http.view.write(
        "1", "{\"operation\":\"create\",\"resource\":{\"color\":\"red\",\"size\":1.0}}");
    try (EventReader events = follow(START + "&filter=color=red&fields=size")) {
      assertThat(events.batch().getFirst().data())
          .endsWith(
              "\"operation\":\"create\",\"state\":{\"operation\":\"create\",\"resource\":{\"size\":1.0}}}");

      http.view.write("1", "{\"operation\":\"update\",\"resource\":{\"color\":\"blue\"}}");

      assertThat(nextOf(events, "change").data())
          .endsWith("\"key\":\"1\",\"operation\":\"update\",\"state\":null}");
    }
  }

  @Test
  void compressedEventsComeOutOneByOne() throws IOException {
    for (String coding : List.of("gzip", "zstd")) {
      HttpResponse<InputStream> response = open("now", "Accept-Encoding", coding);
      assertThat(header(response, "Content-Encoding")).isEqualTo(coding);
      InputStream plain =
          coding.equals("gzip")
              ? new GZIPInputStream(response.body())
              : new ZstdInputStream(response.body()).setContinuous(true);
      try (EventReader events = new EventReader(plain)) {
        assertThat(events.next().name()).isEqualTo("up-to-date");
        for (int i = 1; i < 4; i++) {
          http.view.write("1", i);
          assertThat(nextOf(events, "change").json().path("state").path("version").asInt())
              .isEqualTo(i);
        }
      }
    }
  }

  @Test
  void clientsAtOnePlaceShareTheReading() {
    List<EventReader> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(follow("now"));
    }
    all.forEach(EventReader::batch);
    int before = http.view.changesRead.get();

    String state = http.view.write("1", 1);
    for (EventReader events : all) {
      assertThat(nextOf(events, "change").data()).contains(state);
    }

    assertThat(http.view.changesRead.get() - before).isLessThan(CLIENTS / 4);
    all.forEach(EventReader::close);
  }

  @Test
  void aBusyViewIsReadInBatches() {
    try (EventReader events = follow("now")) {
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
    HttpResponse<InputStream> slow = open(START + "&limit=5");
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

    try (EventReader quick = follow("now")) {
      quick.batch();
      http.view.write("new", "{\"operation\":\"create\"}");
      assertThat(nextOf(quick, "change").json().path("key").asText()).isEqualTo("new");
    }
    new EventReader(slow.body()).close();
  }

  @Test
  void moreClientsThanPlacesAreRefusedUntilOneLeaves() {
    List<EventReader> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(follow("now"));
    }
    HttpResponse<String> refused = http.get(PATH + "now", "Accept", "text/event-stream");
    assertProblem(refused, 503, "too-many-tails");
    assertThat(header(refused, "Retry-After")).isEqualTo("5");
    assertProblem(http.get(PATH + "now"), 503, "too-many-tails");

    all.getFirst().close();

    await().atMost(Duration.ofSeconds(60)).until(() -> http.get(PATH + "now").statusCode() == 200);
    all.forEach(EventReader::close);
  }

  @Test
  void stoppingTheServerEndsTheAnswersOfThoseWhoFollow() throws Exception {
    try (EventReader events = follow("now")) {
      events.batch();

      http.server.stop(Duration.ofSeconds(30)).toCompletableFuture().get(20, TimeUnit.SECONDS);

      Event end = events.next();
      while (end.name().isEmpty()) {
        end = events.next();
      }
      assertThat(end).isEqualTo(new Event(EventReader.END, "", ""));
    }
  }

  @Test
  void someOfThePartitionsCanBeFollowed() {
    try (EventReader events = follow("e1.2-12")) {
      events.batch();
      for (int i = 0; i < 20; i++) {
        http.view.write(Integer.toString(i), 1);
      }
      int told = 0;
      long expected =
          IntStream.range(0, 20)
              .filter(i -> Partitions.of(Integer.toString(i), InMemoryView.PARTITIONS) == 2)
              .count();
      while (told < expected) {
        Event event = events.next();
        if (event.name().equals("change")) {
          assertThat(event.json().path("partition").asInt()).isEqualTo(2);
          told++;
        }
      }
    }
  }
}
