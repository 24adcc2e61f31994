package io.headwater.capture.capture;

import io.headwater.core.resource.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * Refuses a change log with a transaction that is over for its coordinator and has no end in a
 * partition (KAFKA-20734).
 *
 * <p>Its records are hidden, so they would be captured again; and the next commit shows both.
 */
final class KafkaChangeLogWriterCheck {

  private KafkaChangeLogWriterCheck() {}

  /**
   * To be called when the source's writer is initialized and has no transaction: then none of its
   * own may be open anywhere, and none at all in the change log, which nobody else writes.
   *
   * @throws ChangeLogException when one is open, with its place
   */
  static void requireNoneHanging(ChangeLogSettings settings, String source) {
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      List<String> hanging = hanging(admin, source);
      if (!hanging.isEmpty()) {
        throw new ChangeLogException(
            ("a transaction of the change log of source '%s' has no end, so captured changes are"
                    + " hidden and would be captured twice; at %s; mend: end each with"
                    + " 'kafka-transactions.sh abort', then take a new snapshot of the source")
                .formatted(source, hanging));
      }
    } catch (ExecutionException e) {
      throw new ChangeLogException(
          "cannot tell whether a transaction hangs on the change log of source '%s': %s; check the broker, and that this client may read the topics"
              .formatted(source, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChangeLogException(
          "interrupted while the change log of source '%s' opened".formatted(source), e);
    }
  }

  private static List<String> hanging(Admin admin, String source)
      throws ExecutionException, InterruptedException {
    String id = KafkaChangeLogWriter.transactionalId(source);
    long own = admin.describeTransactions(List.of(id)).description(id).get().producerId();
    String changes = Topics.changes(source);
    Map<TopicPartition, PartitionProducerState> producers =
        admin
            .describeProducers(
                partitions(
                    admin,
                    List.of(
                        changes, Topics.OFFSETS, Topics.QUARANTINE, Topics.QUARANTINE_REQUESTS)))
            .all()
            .get();
    List<String> hanging = new ArrayList<>();
    producers.forEach(
        (partition, state) -> {
          for (ProducerState producer : state.activeProducers()) {
            boolean concerns = producer.producerId() == own || partition.topic().equals(changes);
            if (concerns && producer.currentTransactionStartOffset().isPresent()) {
              hanging.add(
                  "--topic %s --partition %d --start-offset %d"
                      .formatted(
                          partition.topic(),
                          partition.partition(),
                          producer.currentTransactionStartOffset().getAsLong()));
            }
          }
        });
    return hanging;
  }

  private static List<TopicPartition> partitions(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get()
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(one -> partitions.add(new TopicPartition(name, one.partition()))));
    return partitions;
  }
}
