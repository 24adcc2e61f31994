package io.headwater.app.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** All committed records of a topic, from its beginning, as a plain consumer sees them. */
public final class TopicLog implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OWN = "headwater_";

  private final KafkaConsumer<String, byte[]> consumer;
  private final List<Entry> entries = new ArrayList<>();

  public TopicLog(Map<String, Object> kafka, String topic) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * A record.
   *
   * @param key its key, or empty text
   * @param value its value as text; empty for a tombstone
   */
  public record Entry(
      int partition, long offset, String key, Optional<String> value, Map<String, String> headers) {

    public JsonNode json() {
      return parse(value.orElseThrow());
    }

    /** Refused input: what the headers say of it, and its payload as text. */
    public JsonNode refusal() {
      ObjectNode refusal = JSON.createObjectNode();
      headers.forEach(
          (name, text) -> {
            if (name.startsWith(OWN)) {
              refusal.put(name.substring(OWN.length()), text);
            }
          });
      return value.isEmpty() ? refusal : refusal.put("payload", value.get());
    }

    /** Its operation, version and whether it is a tombstone, in short. */
    public String summary() {
      return value.isEmpty()
          ? "tombstone"
          : json().path("operation").asText() + " v" + json().path("version").asLong();
    }
  }

  /** All records up to now, in the order of their partitions. */
  public List<Entry> all() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "after %s not read up to %s; a transaction may be open before it"
                .formatted(LIMIT, ends));
      }
      for (ConsumerRecord<String, byte[]> consumed : consumer.poll(POLL)) {
        entries.add(entry(consumed));
      }
    }
    return List.copyOf(entries);
  }

  /** The records of a key up to now. */
  List<Entry> of(int id) {
    String key = Integer.toString(id);
    return all().stream().filter(entry -> entry.key().equals(key)).toList();
  }

  /** The summaries of a key's records up to now. */
  List<String> summaries(int id) {
    return of(id).stream().map(Entry::summary).toList();
  }

  /** Waits until a key's records fit, and gives them. */
  List<Entry> await(int id, Predicate<List<Entry>> fits) {
    return awaitAll("the records of " + id, entries -> fits.test(ofKey(entries, id))).stream()
        .filter(entry -> entry.key().equals(Integer.toString(id)))
        .toList();
  }

  /** Waits until a key has that many records. */
  List<Entry> await(int id, int count) {
    return await(id, entries -> entries.size() >= count);
  }

  /** Waits until all records fit, and gives them. */
  List<Entry> awaitAll(String what, Predicate<List<Entry>> fits) {
    return Awaitility.await(what).atMost(LIMIT).until(this::all, fits::test);
  }

  @Override
  public void close() {
    consumer.close();
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + json, e);
    }
  }

  private static List<Entry> ofKey(List<Entry> entries, int id) {
    return entries.stream().filter(entry -> entry.key().equals(Integer.toString(id))).toList();
  }

  private static Entry entry(ConsumerRecord<String, byte[]> consumed) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : consumed.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return new Entry(
        consumed.partition(),
        consumed.offset(),
        Optional.ofNullable(consumed.key()).orElse(""),
        Optional.ofNullable(consumed.value())
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8)),
        headers);
  }
}
