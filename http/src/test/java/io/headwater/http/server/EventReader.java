package io.headwater.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events as they come. */
final class EventReader implements AutoCloseable {

  /** An event; the name of a comment is empty, and the name of the end {@code END}. */
  record Event(String name, String id, String data) {

    JsonNode json() {
      return ServerFixture.json(data);
    }
  }

  static final String END = "(end)";

  private final InputStream body;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  EventReader(InputStream body) {
    // Else a reader of characters asks on when it has some, as inflaters claim to have more always.
    this.body =
        new FilterInputStream(body) {
          @Override
          public int available() {
            return 0;
          }
        };
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String name = "";
      String id = "";
      String data = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          events.add(new Event(name, id, data));
          name = "";
          id = "";
          data = "";
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else {
          data = line;
        }
      }
      events.add(new Event(END, "", ""));
    } catch (IOException e) {
      events.add(new Event(END, "", "cut"));
    }
  }

  /** The answer to a client that follows. */
  static HttpResponse<InputStream> open(ServerFixture http, String since, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Accept";
    all[1] = "text/event-stream";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return http.open("/v1/resources/widget/changes?since=" + since, all);
  }

  /** A client that follows. */
  static EventReader follow(ServerFixture http, String since, String... headers) {
    return new EventReader(open(http, since, headers).body());
  }

  /** The next event that is no comment, which has to be of that name. */
  Event next(String name) {
    Event event = next();
    while (event.name().isEmpty()) {
      event = next();
    }
    assertThat(event.name()).isEqualTo(name);
    return event;
  }

  /** The next event of any kind. */
  Event next() {
    try {
      Event event = events.poll(60, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event came in time");
      }
      return event;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The events until the view holds nothing more, that one included. */
  List<Event> batch() {
    List<Event> batch = new ArrayList<>();
    do {
      batch.add(next());
    } while (!batch.getLast().name().equals("up-to-date") && !batch.getLast().name().equals(END));
    return batch;
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
