package io.headwater.capture.capture;

import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.resource.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the change log ended when its writer's open transaction began.
 *
 * <p>With the number of the transaction's own records before it, this is the exact place of input
 * that was refused, without a wait for the broker: the offsets of the transaction's records are not
 * known before it is committed, but nobody else writes between them.
 */
final class ChangeLogEnd {

  private static final long WAIT_SECONDS = 30;

  private final String topicId;
  private final AtomicLongArray newest;
  private final long[] atBegin;

  private ChangeLogEnd(String topicId, long[] ends) {
    this.topicId = topicId;
    this.newest = new AtomicLongArray(ends);
    this.atBegin = ends.clone();
  }

  /**
   * Asks for the end, when all former writers are fenced.
   *
   * @param partitions the number of the change log's partitions
   * @throws ChangeLogException when the broker does not tell
   */
  static ChangeLogEnd of(ChangeLogSettings settings, String source, int partitions) {
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    String topic = Topics.changes(source);
    try (Admin admin = Admin.create(properties)) {
      String id =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(WAIT_SECONDS, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .topicId()
              .toString();
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
      long[] ends = new long[partitions];
      admin
          .listOffsets(asked)
          .all()
          .get(WAIT_SECONDS, TimeUnit.SECONDS)
          .forEach((partition, end) -> ends[partition.partition()] = end.offset());
      return new ChangeLogEnd(id, ends);
    } catch (ExecutionException | TimeoutException e) {
      throw new ChangeLogException(
          "cannot read the end of the change log of source '%s'; check the broker and its state"
              .formatted(source),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChangeLogException(
          "interrupted while the change log of source '%s' opened".formatted(source), e);
    }
  }

  /** A transaction begins; all before it is settled. */
  void begin() {
    for (int partition = 0; partition < atBegin.length; partition++) {
      atBegin[partition] = newest.get(partition);
    }
  }

  /** A record of the change log has that offset of a partition; may be called by any thread. */
  void reached(int partition, long offset) {
    newest.accumulateAndGet(partition, offset + 1, Math::max);
  }

  /** The place behind that many records of a partition of the open transaction. */
  LogPlace place(int partition, long records) {
    return new LogPlace(topicId, partition, atBegin[partition], records);
  }
}
