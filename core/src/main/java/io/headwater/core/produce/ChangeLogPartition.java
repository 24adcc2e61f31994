package io.headwater.core.produce;

/**
 * A change log partition as one topic has it: a topic that is made anew has the same name and
 * another id, and counts its offsets from 0 again.
 *
 * @param name {@code topic-partition}
 * @param topicId the id that Kafka gave the topic
 */
public record ChangeLogPartition(String name, String topicId) {

  /** Stands in no topic's name and in no topic's id. */
  static final char SEPARATOR = '@';

  /** The place at an offset of it. */
  public ChangeLogOffset at(long offset) {
    return new ChangeLogOffset(name + SEPARATOR + topicId, offset);
  }
}
