package io.headwater.bench.process;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Three tables of widgets as a Debezium connector writes them into topics: JSON without schema
 * part, keyed by the primary key, with whole before images.
 *
 * <p>Each widget has a row, dimensions and two colors at first; then rows change at random, from a
 * fixed seed. What comes of it is known. Not thread-safe.
 */
final class WidgetTopics {

  static final List<String> NAMES =
      List.of("shop.public.widgets", "shop.public.widget_dimensions", "shop.public.widget_colors");

  private static final long SEED = 571;
  private static final int COLORS = 2;
  private static final int CREATED_ROWS = 2 + COLORS;
  private static final List<String> PALETTE = List.of("red", "blue", "green", "white", "black");
  private static final long EPOCH_MILLIS = 1_795_000_000_000L;

  private final int widgets;
  private final int[] quantities;
  private final int[][] sizes;
  private final List<Map<Integer, String>> colors = new ArrayList<>();
  private final Random random = new Random(SEED);
  private final AtomicReference<Optional<Exception>> failure =
      new AtomicReference<>(Optional.empty());
  private long written;
  private long bytes;

  /** Topics of so many widgets, of which the first {@code changes} create all. */
  WidgetTopics(int widgets, int changes) {
    if ((long) widgets * CREATED_ROWS > changes) {
      throw new IllegalArgumentException(
          "%d widgets take %d changes to be created; mend: ask for more changes or fewer widgets"
              .formatted(widgets, (long) widgets * CREATED_ROWS));
    }
    this.widgets = widgets;
    this.quantities = new int[widgets + 1];
    this.sizes = new int[widgets + 1][];
  }

  /** Creates the topics. */
  void create(String bootstrapServers, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              NAMES.stream().map(name -> new NewTopic(name, partitions, (short) 1)).toList())
          .all()
          .get();
    }
  }

  /** Writes so many changes more; the first ones create the widgets. */
  void write(String bootstrapServers, int changes) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("linger.ms", 20);
    properties.put("batch.size", 256 * 1024);
    // A new partition's leader takes a later batch before a first one that came too early for it,
    // and never takes the first one then.
    properties.put("max.in.flight.requests.per.connection", 1);
    long last = written + changes;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      while (colors.size() < widgets) {
        create(producer, colors.size() + 1);
      }
      while (written < last) {
        change(producer, 1 + random.nextInt(widgets));
      }
    }
    if (failure.get().isPresent()) {
      throw new IllegalStateException("a record was not written", failure.get().get());
    }
  }

  /** The mean size of a record's value. */
  long meanBytes() {
    return bytes / written;
  }

  /** What the widgets' documents are in the end, by key. */
  Map<String, Value.Obj> expected() {
    Map<String, Value.Obj> expected = new TreeMap<>();
    for (int widget = 1; widget <= widgets; widget++) {
      List<Value> names = new ArrayList<>();
      colors.get(widget - 1).values().forEach(color -> names.add(Value.of(color)));
      expected.put(
          Integer.toString(widget),
          new ObjectBuilder()
              .add("id", Value.of(widget))
              .add("name", Value.of(name(widget)))
              .add("description", Value.of(description(widget)))
              .add("quantity", Value.of(quantities[widget]))
              .add(
                  "dimensions",
                  new ObjectBuilder()
                      .add("x", Value.of(sizes[widget][0]))
                      .add("y", Value.of(sizes[widget][1]))
                      .add("z", Value.of(sizes[widget][2]))
                      .build())
              .add("colors", new Value.Arr(names))
              .build());
    }
    return expected;
  }

  private void create(KafkaProducer<byte[], byte[]> producer, int widget) {
    quantities[widget] = random.nextInt(1_000);
    sizes[widget] = new int[] {random.nextInt(100), random.nextInt(100), random.nextInt(100)};
    colors.add(new TreeMap<>());
    send(producer, 0, widget, "null", widgetRow(widget));
    send(producer, 1, widget, "null", sizeRow(widget));
    for (int color = 0; color < COLORS; color++) {
      int id = (widget - 1) * COLORS + color + 1;
      colors.get(widget - 1).put(id, PALETTE.get(random.nextInt(PALETTE.size())));
      send(producer, 2, id, "null", colorRow(widget, id));
    }
  }

  private void change(KafkaProducer<byte[], byte[]> producer, int widget) {
    int kind = random.nextInt(5);
    if (kind < 3) {
      String before = widgetRow(widget);
      quantities[widget]++;
      send(producer, 0, widget, before, widgetRow(widget));
    } else if (kind == 3) {
      String before = sizeRow(widget);
      sizes[widget][random.nextInt(3)]++;
      send(producer, 1, widget, before, sizeRow(widget));
    } else {
      int id = (widget - 1) * COLORS + random.nextInt(COLORS) + 1;
      String before = colorRow(widget, id);
      String former = colors.get(widget - 1).getOrDefault(id, "");
      int next =
          (PALETTE.indexOf(former) + 1 + random.nextInt(PALETTE.size() - 1)) % PALETTE.size();
      colors.get(widget - 1).put(id, PALETTE.get(next));
      send(producer, 2, id, before, colorRow(widget, id));
    }
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, int topic, int id, String before, String after) {
    String table = NAMES.get(topic).substring(NAMES.get(topic).lastIndexOf('.') + 1);
    String keyColumn = topic == 1 ? "widget_id" : "id";
    long millis = EPOCH_MILLIS + written;
    long position = 24_023_128 + 120 * written;
    String value =
        "{\"before\":%s,\"after\":%s,\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"postgresql\",\"name\":\"shop\",\"ts_ms\":%d,\"snapshot\":\"false\",\"db\":\"shop\",\"sequence\":\"[\\\"%d\\\",\\\"%d\\\"]\",\"ts_us\":%d000,\"ts_ns\":%d000000,\"schema\":\"public\",\"table\":\"%s\",\"txId\":%d,\"lsn\":%d,\"xmin\":null},\"transaction\":null,\"op\":\"%s\",\"ts_ms\":%d,\"ts_us\":%d000,\"ts_ns\":%d000000}"
            .formatted(
                before,
                after,
                millis,
                position - 60,
                position,
                millis,
                millis,
                table,
                571 + written,
                position,
                before.equals("null") ? "c" : "u",
                millis + 5,
                millis + 5,
                millis + 5);
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    written++;
    bytes += utf8.length;
    // The callback keeps the first failure; closing the producer waits for all of them.
    var unused =
        producer.send(
            new ProducerRecord<>(
                NAMES.get(topic),
                "{\"%s\":%d}".formatted(keyColumn, id).getBytes(StandardCharsets.UTF_8),
                utf8),
            (metadata, refused) -> {
              if (refused != null) {
                failure.compareAndSet(Optional.empty(), Optional.of(refused));
              }
            });
  }

  private String widgetRow(int widget) {
    return "{\"id\":%d,\"name\":\"%s\",\"description\":\"%s\",\"quantity\":%d}"
        .formatted(widget, name(widget), description(widget), quantities[widget]);
  }

  private String sizeRow(int widget) {
    return "{\"widget_id\":%d,\"x\":%d,\"y\":%d,\"z\":%d}"
        .formatted(widget, sizes[widget][0], sizes[widget][1], sizes[widget][2]);
  }

  private String colorRow(int widget, int id) {
    return "{\"id\":%d,\"widget_id\":%d,\"color\":\"%s\"}"
        .formatted(id, widget, colors.get(widget - 1).getOrDefault(id, ""));
  }

  private static String name(int widget) {
    return "Widget " + widget;
  }

  private static String description(int widget) {
    return "A widget of the demo shop, number " + widget;
  }
}
