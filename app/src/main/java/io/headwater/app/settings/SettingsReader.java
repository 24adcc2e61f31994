package io.headwater.app.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.headwater.app.settings.HeadwaterSettings.Changes;
import io.headwater.app.settings.HeadwaterSettings.Cluster;
import io.headwater.app.settings.HeadwaterSettings.Http;
import io.headwater.app.settings.HeadwaterSettings.Kafka;
import io.headwater.app.settings.HeadwaterSettings.Loaded;
import io.headwater.app.settings.HeadwaterSettings.Masks;
import io.headwater.app.settings.HeadwaterSettings.Produce;
import io.headwater.capture.normalize.MaskKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads one application.conf.
 *
 * <p>A value with a problem is replaced by its default, so that reading can go on.
 */
final class SettingsReader {

  private final Path path;
  private final Problems problems = new Problems();
  private final HoconFile file;
  private final Config reference;
  private final Config merged;

  SettingsReader(Path path, Map<String, String> environment, Config unresolvedReference) {
    this.path = path;
    reference = Environment.resolve(unresolvedReference, environment);
    file =
        HoconFile.read(path, problems)
            .orElseGet(
                () -> new HoconFile(path, ConfigFactory.empty(), HoconKeys.of(""), problems));
    merged = merge(file.config(), environment, unresolvedReference);
  }

  private Config merge(
      Config application, Map<String, String> environment, Config unresolvedReference) {
    UnknownKeys unknown = new UnknownKeys(file);
    unknown.check(application.root(), reference.root());
    try {
      Config resolved =
          Environment.resolve(application.withFallback(unresolvedReference), environment);
      unknown.check(resolved.root(), reference.root());
      return resolved;
    } catch (ConfigException e) {
      problems.add(HoconFile.syntax(path, e));
      return reference;
    }
  }

  Loaded load() {
    SourcesReader sources = new SourcesReader(file, this::file);
    HeadwaterSettings settings =
        new HeadwaterSettings(
            read("headwater.data-dir", value -> file(value, "headwater.data-dir")),
            cluster(),
            kafka(),
            read("headwater.sources", sources::read),
            new Changes(duration(Changes.RETENTION)),
            new Masks(read(Masks.KEY, this::maskKey)),
            read("headwater.resources", value -> file(value, "headwater.resources")),
            produce(),
            new Http(text("headwater.http.interface"), integer(Http.PORT)));
    return new Loaded(settings, merged.withoutPath(Masks.KEY), problems);
  }

  /** The key; an empty text is none. */
  private Optional<Optional<MaskKey>> maskKey(ConfigValue value) {
    String text = String.valueOf(value.unwrapped());
    if (text.isBlank()) {
      return Optional.of(Optional.empty());
    }
    Optional<MaskKey> key = MaskKey.parse(text);
    if (key.isEmpty()) {
      wrong(
          value,
          Masks.KEY,
          "at least " + MaskKey.MIN_BYTES + " bytes in Base64",
          "make one with: openssl rand -base64 " + MaskKey.MIN_BYTES);
      return Optional.empty();
    }
    return Optional.of(key);
  }

  private Cluster cluster() {
    ClusterReader cluster = new ClusterReader(file);
    return new Cluster(
        read(ClusterReader.NODE_NAME, cluster::nodeName),
        text("headwater.cluster.host"),
        integer(Cluster.PORT),
        read(ClusterReader.SEED_NODES, cluster::seedNodes));
  }

  private Kafka kafka() {
    int replicationFactor = integer(Kafka.REPLICATION_FACTOR);
    if (replicationFactor == 0) {
      String key = Kafka.REPLICATION_FACTOR.key();
      file.problem(
          find(merged, key).orElseThrow(),
          "'" + key + "' must not be 0",
          "write the number of copies, or -1 for the broker's default");
      replicationFactor = -1;
    }
    return new Kafka(
        text("headwater.kafka.bootstrap-servers"),
        read("headwater.kafka.properties", KafkaProperties.own(file)::read),
        replicationFactor);
  }

  private Produce produce() {
    return new Produce(
        integer(Produce.PARTITIONS),
        bytes(Produce.DOCUMENT_BYTES),
        integer(Produce.RESOURCE_CHARACTERS),
        integer(Produce.OPEN_TRANSACTIONS),
        integer(Produce.OPEN_CHANGES, HeapShare.OPEN_CHANGES),
        integer(Produce.OPEN_CHARACTERS, HeapShare.OPEN_CHARACTERS),
        integer(Produce.TRANSACTION_CHANGES),
        integer(Produce.TRANSACTION_CHARACTERS),
        duration(Produce.COMMAND_TIMEOUT),
        integer(Produce.ACTIVE_ENTITIES, HeapShare.ACTIVE_ENTITIES));
  }

  private int integer(Limit limit, HeapShare automatic) {
    long heap = Runtime.getRuntime().maxMemory();
    return (int)
        read(
                limit.key(),
                value ->
                    HeapShare.AUTO.equals(value.unwrapped())
                        ? Optional.of((long) automatic.fitting(heap))
                        : number(value, limit))
            .longValue();
  }

  /** The value as far as it is right, else the default; only the former can have problems. */
  private <T> T read(String key, Function<ConfigValue, Optional<T>> parse) {
    return find(merged, key)
        .flatMap(parse)
        .or(() -> find(reference, key).flatMap(parse))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no reference.conf on the class path has a right "
                        + key
                        + "; packaging must append these files, not replace them"));
  }

  private static Optional<ConfigValue> find(Config config, String key) {
    ConfigValue at = config.root();
    for (String name : key.split("\\.", -1)) {
      if (!(at instanceof ConfigObject object) || !object.containsKey(name)) {
        return Optional.empty();
      }
      at = object.get(name);
    }
    return Optional.of(at);
  }

  private String text(String key) {
    return read(key, value -> text(value, key));
  }

  private Optional<String> text(ConfigValue value, String key) {
    if (value.valueType() != ConfigValueType.STRING) {
      wrong(value, key, "text, not " + HoconBlock.typeName(value), "write " + key + " = \"…\"");
      return Optional.empty();
    }
    String text = String.valueOf(value.unwrapped());
    if (text.isBlank()) {
      wrong(value, key, "more than blanks", "write a value, or leave it out for the default");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private Optional<Path> file(ConfigValue value, String key) {
    try {
      return text(value, key).map(text -> path.resolveSibling(text).normalize());
    } catch (InvalidPathException e) {
      wrong(value, key, "a path", "write the name of a file or folder");
      return Optional.empty();
    }
  }

  private int integer(Limit limit) {
    return (int) read(limit.key(), value -> number(value, limit)).longValue();
  }

  private Optional<Long> number(ConfigValue value, Limit limit) {
    try {
      long number = Long.parseLong(String.valueOf(value.unwrapped()));
      if (limit.allows(number)) {
        return Optional.of(number);
      }
      wrong(value, limit.key(), limit.range() + ", not " + number, "choose a value in that range");
    } catch (NumberFormatException e) {
      wrong(value, limit.key(), "a whole number", "write a number " + limit.range());
    }
    return Optional.empty();
  }

  private long bytes(Limit limit) {
    return read(
        limit.key(),
        value -> {
          try {
            long bytes = value.atKey("bytes").getBytes("bytes");
            if (limit.allows(bytes)) {
              return Optional.of(bytes);
            }
            wrong(
                value,
                limit.key(),
                limit.range() + " bytes, not " + bytes,
                "choose a size in that range");
          } catch (ConfigException e) {
            wrong(value, limit.key(), "a size", "write a number and a unit, such as 1 MiB");
          }
          return Optional.empty();
        });
  }

  private Duration duration(Limit limit) {
    return read(
        limit.key(),
        value -> {
          try {
            Duration duration = value.atKey("duration").getDuration("duration");
            if (limit.allows(duration)) {
              return Optional.of(duration);
            }
            wrong(value, limit.key(), limit.durations(), "choose a duration in that range");
          } catch (ConfigException e) {
            wrong(value, limit.key(), "a duration", "write a number and a unit, such as 10s");
          }
          return Optional.empty();
        });
  }

  private void wrong(ConfigValue value, String key, String wanted, String mend) {
    file.problem(value, "'" + key + "' must be " + wanted, mend);
  }
}
