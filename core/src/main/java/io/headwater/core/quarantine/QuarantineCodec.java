package io.headwater.core.quarantine;

import static io.headwater.core.quarantine.QuarantineHeaders.CONNECT;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Timestamps;
import io.headwater.core.quarantine.RefusedInput.Header;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RefusedInput.Place;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The form of a quarantine record on its topic: the value is the refused input's own bytes, the key
 * is its id, and headers say the rest, in UTF-8. {@code docs/quarantine.md} is its reference.
 *
 * <p>Kafka Connect's dead letter headers are among them, so that tools for dead letters read the
 * topic. The input's own headers come first, as they were.
 */
public final class QuarantineCodec {

  private static final String UNKNOWN = "unknown";

  private QuarantineCodec() {}

  /**
   * A record of the topic.
   *
   * @param value empty when the record is settled: it is a tombstone
   */
  public record Encoded(String key, Optional<Bytes> value, List<Header> headers) {
    public Encoded {
      headers = List.copyOf(headers);
    }
  }

  /** The record as it is written. */
  public static Encoded encode(QuarantineRecord refused) {
    List<Header> headers = new ArrayList<>();
    RefusedInput input = refused.input();
    for (Header own : input.headers()) {
      headers.add(isOurs(own.name()) ? new Header(original(own), own.value()) : own);
    }
    connect(refused, headers);
    add(headers, QuarantineHeaders.SOURCE, refused.source());
    add(headers, QuarantineHeaders.STAGE, refused.stage());
    add(headers, QuarantineHeaders.CAUSE, refused.cause().key());
    add(headers, QuarantineHeaders.REASON, refused.reason());
    add(headers, QuarantineHeaders.SUBJECT, refused.subject());
    add(headers, QuarantineHeaders.POSITION, refused.position());
    add(headers, QuarantineHeaders.TIMESTAMP, Timestamps.text(refused.timestamp()));
    add(headers, QuarantineHeaders.FIRST_FAILURE, Timestamps.text(refused.tries().first()));
    add(headers, QuarantineHeaders.ATTEMPTS, "" + refused.tries().count());
    refused.tries().note().ifPresent(note -> add(headers, QuarantineHeaders.RETRY, note));
    add(headers, QuarantineHeaders.FORMAT, input.form().key());
    boolean cut = refused.payload().size() > QuarantineRecord.MAX_PAYLOAD_BYTES;
    add(headers, QuarantineHeaders.EXTENT, (cut ? PayloadExtent.CUT : input.extent()).key());
    if (cut) {
      add(headers, QuarantineHeaders.BYTES, "" + refused.payload().size());
    }
    if (!input.identity().isEmpty()) {
      add(headers, QuarantineHeaders.IDENTITY, input.identity());
    }
    input.key().ifPresent(key -> headers.add(new Header(QuarantineHeaders.ORIGINAL_KEY, key)));
    input
        .place()
        .flatMap(Place::topicId)
        .ifPresent(id -> add(headers, QuarantineHeaders.TOPIC_ID, id));
    input
        .place()
        .flatMap(Place::timestamp)
        .ifPresent(own -> add(headers, QuarantineHeaders.ORIGINAL_TIMESTAMP, Timestamps.text(own)));
    input.logged().ifPresent(place -> add(headers, QuarantineHeaders.CHANGE_LOG, logPlace(place)));
    return new Encoded(refused.key(), Optional.of(kept(refused, cut)), headers);
  }

  /** The tombstone of a record that came to an end; its headers say which. */
  public static Encoded settled(String key, Settled settled) {
    List<Header> headers = new ArrayList<>();
    add(headers, QuarantineHeaders.SOURCE, settled.source());
    add(headers, QuarantineHeaders.OUTCOME, settled.outcome().key());
    add(headers, QuarantineHeaders.ATTEMPTS, "" + settled.attempts());
    add(headers, QuarantineHeaders.TIMESTAMP, Timestamps.text(settled.at()));
    return new Encoded(key, Optional.empty(), headers);
  }

  /** Reads a tombstone; one of somebody else's counts as dropped. */
  public static Settled settled(List<Header> headers, Instant written) {
    Fields fields = new Fields(headers);
    return new Settled(
        fields.text(QuarantineHeaders.SOURCE),
        RetryOutcome.of(fields.text(QuarantineHeaders.OUTCOME)),
        fields.number(QuarantineHeaders.ATTEMPTS, 0),
        fields.time(QuarantineHeaders.TIMESTAMP, written));
  }

  /**
   * Reads a record; total, so what it does not say is {@code unknown} or empty.
   *
   * @param written when the topic got it, for a record that does not say when it was refused
   */
  public static QuarantineRecord decode(List<Header> headers, Bytes value, Instant written) {
    Fields fields = new Fields(headers);
    Instant timestamp = fields.time(QuarantineHeaders.TIMESTAMP, written);
    return new QuarantineRecord(
        fields.text(QuarantineHeaders.SOURCE),
        fields.text(QuarantineHeaders.STAGE),
        RefusalCause.of(fields.text(QuarantineHeaders.CAUSE)),
        fields.text(QuarantineHeaders.SUBJECT),
        fields.text(QuarantineHeaders.REASON),
        fields.text(QuarantineHeaders.POSITION),
        timestamp,
        value,
        input(headers, fields),
        new Tries(
            fields.number(QuarantineHeaders.ATTEMPTS, 1),
            fields.time(QuarantineHeaders.FIRST_FAILURE, timestamp),
            fields.find(QuarantineHeaders.RETRY)));
  }

  private static RefusedInput input(List<Header> headers, Fields fields) {
    List<Header> own = new ArrayList<>();
    for (Header header : headers) {
      if (header.name().startsWith(QuarantineHeaders.ORIGINAL)) {
        own.add(
            new Header(
                header.name().substring(QuarantineHeaders.ORIGINAL.length()), header.value()));
      } else if (!isOurs(header.name())) {
        own.add(header);
      }
    }
    return new RefusedInput(
        PayloadForm.of(fields.text(QuarantineHeaders.FORMAT)),
        PayloadExtent.of(fields.text(QuarantineHeaders.EXTENT)),
        fields.find(QuarantineHeaders.IDENTITY).orElse(""),
        fields
            .find(CONNECT + "topic")
            .map(
                topic ->
                    new Place(
                        topic,
                        fields.number(CONNECT + "partition", 0),
                        fields.offset(CONNECT + "offset"),
                        fields.find(QuarantineHeaders.TOPIC_ID),
                        fields.time(QuarantineHeaders.ORIGINAL_TIMESTAMP))),
        fields.bytes(QuarantineHeaders.ORIGINAL_KEY),
        own,
        fields.find(QuarantineHeaders.CHANGE_LOG).flatMap(QuarantineCodec::logPlace));
  }

  private static void connect(QuarantineRecord refused, List<Header> headers) {
    if (refused.input().place().isPresent()) {
      Place place = refused.input().place().get();
      add(headers, CONNECT + "topic", place.topic());
      add(headers, CONNECT + "partition", "" + place.partition());
      add(headers, CONNECT + "offset", "" + place.offset());
    }
    add(headers, CONNECT + "connector.name", refused.source());
    add(headers, CONNECT + "task.id", "0");
    add(headers, CONNECT + "stage", refused.stage().toUpperCase(java.util.Locale.ROOT));
    add(headers, CONNECT + "class.name", "io.headwater." + refused.stage());
    add(headers, CONNECT + "exception.class.name", "io.headwater." + refused.cause().key());
    add(headers, CONNECT + "exception.message", refused.reason());
  }

  private static Bytes kept(QuarantineRecord refused, boolean cut) {
    return cut
        ? Bytes.of(Arrays.copyOf(refused.payload().array(), QuarantineRecord.MAX_PAYLOAD_BYTES))
        : refused.payload();
  }

  private static String logPlace(LogPlace place) {
    return "%s/%d/%d/%d".formatted(place.topicId(), place.partition(), place.from(), place.skip());
  }

  private static Optional<LogPlace> logPlace(String text) {
    String[] parts = text.split("/", -1);
    try {
      return parts.length == 4
          ? Optional.of(
              new LogPlace(
                  parts[0],
                  Integer.parseInt(parts[1]),
                  Long.parseLong(parts[2]),
                  Long.parseLong(parts[3])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isOurs(String name) {
    return name.startsWith(QuarantineHeaders.OWN) || name.startsWith(CONNECT);
  }

  private static String original(Header header) {
    return QuarantineHeaders.ORIGINAL + header.name();
  }

  private static void add(List<Header> headers, String name, String value) {
    headers.add(new Header(name, Bytes.utf8(value)));
  }

  /** Headers as text; the last of a name counts, as ours come behind the input's own. */
  private record Fields(List<Header> headers) {

    Optional<Bytes> bytes(String name) {
      return headers.reversed().stream()
          .filter(header -> header.name().equals(name))
          .map(Header::value)
          .findFirst();
    }

    Optional<String> find(String name) {
      return bytes(name).map(Bytes::toString);
    }

    String text(String name) {
      return find(name).orElse(UNKNOWN);
    }

    int number(String name, int otherwise) {
      try {
        return find(name).map(Integer::parseInt).orElse(otherwise);
      } catch (NumberFormatException e) {
        return otherwise;
      }
    }

    long offset(String name) {
      try {
        return find(name).map(Long::parseLong).orElse(-1L);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    Instant time(String name, Instant otherwise) {
      return time(name).orElse(otherwise);
    }

    Optional<Instant> time(String name) {
      try {
        return find(name).map(Instant::parse);
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
  }
}
