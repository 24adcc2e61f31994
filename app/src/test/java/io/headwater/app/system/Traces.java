package io.headwater.app.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.LoggerFactory;

/**
 * Everything that a process leaves behind, byte by byte: all topics of the broker, its files, and
 * what it logs from the creation of this on, Headwater's own loggers down to TRACE.
 */
final class Traces implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Logger ROOT = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private static final Logger OWN = logger("io.headwater");

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String failure =
              event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy());
          logged.add(event.getLoggerName() + " " + event.getFormattedMessage() + failure);
        }
      };

  private final Level before = OWN.getLevel();

  Traces() {
    OWN.setLevel(Level.TRACE);
    appender.setContext(ROOT.getLoggerContext());
    appender.start();
    ROOT.addAppender(appender);
  }

  /** Bytes and where they are. */
  record Trace(String place, byte[] content) {

    boolean holds(byte[] sought) {
      for (int at = 0; at <= content.length - sought.length; at++) {
        int same = 0;
        while (same < sought.length && content[at + same] == sought[same]) {
          same++;
        }
        if (same == sought.length) {
          return true;
        }
      }
      return false;
    }
  }

  /** The places that hold the bytes. */
  static Set<String> places(List<Trace> traces, byte[] sought) {
    Set<String> places = new TreeSet<>();
    traces.stream().filter(trace -> trace.holds(sought)).map(Trace::place).forEach(places::add);
    return places;
  }

  List<Trace> logs() {
    return logged.stream()
        .map(line -> new Trace("log", line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  /** The files below a folder, the place being the first folder in it. */
  static List<Trace> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> new Trace("file " + folder.relativize(file).getName(0), content(file)))
          .toList();
    }
  }

  /** Every record of every topic: key, value and headers, also of aborted transactions. */
  static List<Trace> topics(Map<String, Object> kafka) throws InterruptedException {
    List<Trace> traces = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
      List<TopicPartition> partitions =
          names(kafka).stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
          traces.add(new Trace(one.topic(), content(one)));
        }
      }
    }
    return traces;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Set<String> names(Map<String, Object> kafka) throws InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] content(ConsumerRecord<byte[], byte[]> one) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    add(all, one.key());
    add(all, one.value());
    for (Header header : one.headers()) {
      all.writeBytes(header.key().getBytes(StandardCharsets.UTF_8));
      add(all, header.value());
    }
    return all.toByteArray();
  }

  private static void add(
      ByteArrayOutputStream all, byte @org.jspecify.annotations.Nullable [] part) {
    if (part != null) {
      all.writeBytes(part);
    }
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Override
  public void close() {
    ROOT.detachAppender(appender);
    OWN.setLevel(before);
  }
}
