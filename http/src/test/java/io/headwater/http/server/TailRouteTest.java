package io.headwater.http.server;

import static io.headwater.http.server.ServerFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.resource.Partitions;
import io.headwater.http.server.EventReader.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailRouteTest {

  private static final String START = "e1.0-10.1-11.2-12.3-13";

  private final ServerFixture http =
      new ServerFixture(
          "headwater.http { changes.heartbeat = 300ms,"
              + " connections { idle-timeout = 1500ms, request-timeout = 500ms } }");

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void tellsWhatChangedInTheTopicsOrderAndThenFollows() {
    for (int i = 0; i < 20; i++) {
      http.view.write(Integer.toString(i), 1);
    }
    HttpResponse<InputStream> response = EventReader.open(http, START);
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

      assertThat(events.next("change").data()).endsWith("\"state\":" + state + "}");
      assertThat(events.next("up-to-date").id()).isNotEqualTo(token);

      http.view.delete("7");

      Event deletion = events.next("change");
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
    try (EventReader events = EventReader.follow(http, START + "&limit=2")) {
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
  void aPlaceThatTheViewHasNotReachedIsToldWhenItHas() {
    http.view.write("1", 1);
    int partition = Partitions.of("1", InMemoryView.PARTITIONS);
    String ahead = StreamToken.of(StreamPositions.of("e1", Map.of(partition, 12L + partition)));
    try (EventReader events = EventReader.follow(http, ahead)) {
      assertThat(events.next().name()).isEqualTo("position");
      http.view.write("1", 2);

      assertThat(events.next().name()).isEqualTo("up-to-date");
    }
  }

  @Test
  void theLastEventIdWinsOverSince() {
    http.view.write("1", 1);
    try (EventReader first = EventReader.follow(http, START)) {
      String id = first.batch().getLast().id();
      http.view.write("2", 1);

      try (EventReader second = EventReader.follow(http, "now", "Last-Event-ID", id)) {
        assertThat(second.batch().getFirst().json().path("key").asText()).isEqualTo("2");
      }
    }
  }

  @Test
  void nowBeginsAtTheHeadAndTellsItsToken() {
    http.view.write("1", 1);
    try (EventReader events = EventReader.follow(http, "now")) {
      Event first = events.next();

      assertThat(first.name()).isEqualTo("up-to-date");
      http.view.write("1", 2);
      assertThat(events.next("change").json().path("state").path("version").asInt()).isEqualTo(2);
    }
  }

  @Test
  void heartbeatsKeepAQuietAnswerBeyondAllTimeouts() {
    try (EventReader events = EventReader.follow(http, "now")) {
      assertThat(events.next().name()).isEqualTo("up-to-date");
      for (int i = 0; i < 8; i++) {
        assertThat(events.next()).isEqualTo(new Event("", "", ": heartbeat"));
      }
      http.view.write("1", 1);
      assertThat(events.next("change").json().path("key").asText()).isEqualTo("1");
    }
  }

  @Test
  void tellsARefusalAndEndsWhenTheTokenBecomesUnsafe() {
    try (EventReader events = EventReader.follow(http, "now")) {
      events.batch();

      http.view.remake("e2");

      Event refused = events.next("refused");
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
    try (EventReader events = EventReader.follow(http, START + "&filter=color=red&fields=size")) {
      assertThat(events.batch().getFirst().data())
          .endsWith(
              "\"operation\":\"create\",\"state\":{\"operation\":\"create\",\"resource\":{\"size\":1.0}}}");

      http.view.write("1", "{\"operation\":\"update\",\"resource\":{\"color\":\"blue\"}}");

      assertThat(events.next("change").data())
          .endsWith("\"key\":\"1\",\"operation\":\"update\",\"state\":null}");
    }
  }

  @Test
  void compressedEventsComeOutOneByOne() throws IOException {
    for (String coding : List.of("gzip", "zstd")) {
      HttpResponse<InputStream> response = EventReader.open(http, "now", "Accept-Encoding", coding);
      assertThat(header(response, "Content-Encoding")).isEqualTo(coding);
      InputStream plain =
          coding.equals("gzip")
              ? new GZIPInputStream(response.body())
              : new ZstdInputStream(response.body()).setContinuous(true);
      try (EventReader events = new EventReader(plain)) {
        assertThat(events.next().name()).isEqualTo("up-to-date");
        for (int i = 1; i < 4; i++) {
          http.view.write("1", i);
          assertThat(events.next("change").json().path("state").path("version").asInt())
              .isEqualTo(i);
          events.next("up-to-date");
        }
      }
    }
  }

  @Test
  void stoppingTheServerEndsTheAnswersOfThoseWhoFollow() throws Exception {
    try (EventReader events = EventReader.follow(http, "now")) {
      events.batch();

      http.server.stop(Duration.ofSeconds(30)).toCompletableFuture().get(20, TimeUnit.SECONDS);

      Event end = events.next();
      while (end.name().isEmpty()) {
        end = events.next();
      }
      assertThat(end.name()).isEqualTo(EventReader.END);
    }
  }

  @Test
  void someOfThePartitionsCanBeFollowed() {
    try (EventReader events = EventReader.follow(http, "e1.2-12")) {
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
