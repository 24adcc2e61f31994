package io.headwater.capture.normalize.raw;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The documented example records of every format: {@code <format>/<database>/<case>.json}, beside
 * it {@code <case>.key.json} when the record has a key, and {@code <case>.golden.json}.
 *
 * <p>A folder whose name ends with {@value #BY_TOPIC} has records that do not tell their table: its
 * name is their topic, whose table is configured.
 */
public final class RawFixtures {

  private static final String ROOT = "/io/headwater/capture/normalize/";
  private static final String SUFFIX = ".json";
  private static final String KEY_SUFFIX = ".key.json";
  private static final String GOLDEN_SUFFIX = ".golden.json";
  private static final String BY_TOPIC = "-by-topic";
  private static final String TOPIC = "raw";

  /** One record and where its expected outcomes are. */
  public record Fixture(RawFormat format, String name, RawRecord raw, Path golden) {}

  private RawFixtures() {}

  /** The formats that have fixtures here. */
  public static List<RawFormat> formats() {
    return Arrays.stream(RawFormat.values()).filter(format -> folder(format).isPresent()).toList();
  }

  /** The fixtures of a format that have a value. */
  public static List<Fixture> of(RawFormat format) {
    return all(format).stream().filter(fixture -> fixture.raw().value().isPresent()).toList();
  }

  /** All fixtures of a format, also tombstones, whose file is empty. */
  static List<Fixture> all(RawFormat format) {
    Optional<Path> folder = folder(format);
    if (folder.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder.get())) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .filter(file -> !file.toString().endsWith(KEY_SUFFIX))
          .filter(file -> !file.toString().endsWith(GOLDEN_SUFFIX))
          .sorted()
          .map(file -> fixture(format, folder.get(), file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A record of a raw topic; where it stands is always the same. */
  public static RawRecord raw(Optional<Bytes> key, Optional<Bytes> value) {
    return raw(TOPIC, key, value);
  }

  private static RawRecord raw(String topic, Optional<Bytes> key, Optional<Bytes> value) {
    return new RawRecord(
        topic, 3, 77, Instant.parse("2026-11-20T09:11:00.123Z"), key, value, List.of());
  }

  /** A record of a raw topic without a key. */
  public static RawRecord raw(String value) {
    return raw(Optional.empty(), Optional.of(Bytes.utf8(value)));
  }

  private static Fixture fixture(RawFormat format, Path folder, Path file) {
    String base = file.toString().substring(0, file.toString().length() - SUFFIX.length());
    Path key = Path.of(base + KEY_SUFFIX);
    String database = file.getParent().getFileName().toString();
    return new Fixture(
        format,
        folder.relativize(Path.of(base)).toString(),
        raw(
            database.endsWith(BY_TOPIC) ? database : TOPIC,
            Files.exists(key) ? Optional.of(bytes(key)) : Optional.empty(),
            Optional.of(bytes(file)).filter(value -> value.size() > 0)),
        Path.of(base + GOLDEN_SUFFIX));
  }

  private static Bytes bytes(Path file) {
    try {
      return Bytes.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> folder(RawFormat format) {
    URL url = RawFixtures.class.getResource(ROOT + format.key());
    try {
      return url == null ? Optional.empty() : Optional.of(Path.of(url.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
