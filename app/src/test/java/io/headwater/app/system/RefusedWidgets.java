package io.headwater.app.system;

import io.headwater.capture.normalize.Masking;
import io.headwater.capture.normalize.PostgresNormalizer;
import io.headwater.capture.normalize.ReplicaIdentity;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.QuarantineCodec;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.resource.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Changes of widgets that a former version of Headwater could not read, as it has kept them. */
final class RefusedWidgets {

  private static final String CHANGES = Topics.changes(RunningPipeline.SOURCE);
  private static final Schema KEY =
      SchemaBuilder.struct().name("key").field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("description", Schema.OPTIONAL_STRING_SCHEMA)
          .field("quantity", Schema.INT32_SCHEMA)
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("shop.public.widgets.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private final Map<String, Object> kafka;

  RefusedWidgets(Map<String, Object> kafka) {
    this.kafka = Map.copyOf(kafka);
  }

  /** Keeps an update as refused at this moment of the change log; the record's id. */
  String refuse(int id, int quantity, RefusalCause cause) {
    return refuse("u", id, quantity, cause);
  }

  /** Keeps a change whose operation nobody knows, neither then nor now. */
  String refuseForEver(int id) {
    return refuse("x", id, 0, RefusalCause.UNKNOWN_OPERATION);
  }

  private String refuse(String operation, int id, int quantity, RefusalCause cause) {
    Struct row =
        new Struct(ROW)
            .put("id", (long) id)
            .put("name", "retried " + id)
            .put("description", "late")
            .put("quantity", quantity);
    Struct source =
        new Struct(SOURCE)
            .put("version", "3.5.0.Final")
            .put("connector", "postgresql")
            .put("ts_ms", 1_795_000_000_000L)
            .put("db", "shop")
            .put("schema", "public")
            .put("table", "widgets")
            .put("lsn", (long) quantity);
    SourceRecord engineRecord =
        new SourceRecord(
            Map.of(),
            Map.of("lsn", (long) quantity),
            "shop.public.widgets",
            KEY,
            new Struct(KEY).put("id", (long) id),
            ENVELOPE,
            new Struct(ENVELOPE)
                .put("after", row)
                .put("source", source)
                .put("op", operation)
                .put("ts_ms", 1L));
    PostgresNormalizer former =
        new PostgresNormalizer(
            RunningPipeline.SOURCE,
            PostgresNormalizer.DEFAULT_PLACEHOLDER,
            table -> ReplicaIdentity.KEY_ONLY,
            Set.of(),
            Masking.none());
    QuarantineRecord refused =
        former.quarantine(
            engineRecord,
            new Normalization.Refused(cause, "a former version could not read it; mend: upgrade"),
            Instant.parse("2026-11-20T09:11:00.123Z"));
    return keep(refused.withInput(refused.input().loggedAt(end())));
  }

  private RefusedInput.LogPlace end() {
    TopicPartition partition = new TopicPartition(CHANGES, 0);
    try (Admin admin = Admin.create(new HashMap<>(kafka))) {
      return new RefusedInput.LogPlace(
          admin
              .describeTopics(List.of(CHANGES))
              .allTopicNames()
              .get()
              .get(CHANGES)
              .topicId()
              .toString(),
          0,
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset(),
          0);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String keep(QuarantineRecord refused) {
    QuarantineCodec.Encoded encoded = QuarantineCodec.encode(refused);
    ProducerRecord<String, byte[]> produced =
        new ProducerRecord<>(
            Topics.QUARANTINE, encoded.key(), encoded.value().map(Bytes::array).orElseThrow());
    encoded
        .headers()
        .forEach(header -> produced.headers().add(header.name(), header.value().array()));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(kafka), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(produced).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return encoded.key();
  }
}
