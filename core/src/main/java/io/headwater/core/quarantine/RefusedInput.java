package io.headwater.core.quarantine;

import io.headwater.core.json.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of refused input beside its bytes.
 *
 * @param form what the payload is
 * @param extent how much of the input the payload is
 * @param identity what tells the input from others of the same subject and position; empty when
 *     these do
 * @param place where the input itself stands in Kafka
 * @param key the key it had there
 * @param headers the headers it had there, in order
 * @param logged where in the change log it would have stood
 */
public record RefusedInput(
    PayloadForm form,
    PayloadExtent extent,
    String identity,
    Optional<Place> place,
    Optional<Bytes> key,
    List<Header> headers,
    Optional<LogPlace> logged) {

  public RefusedInput {
    headers = List.copyOf(headers);
  }

  /** A header; the value is empty when it has none. */
  public record Header(String name, Bytes value) {}

  /**
   * A record of Kafka.
   *
   * @param topicId the id that Kafka gave the topic; another id is another topic. Empty where it is
   *     not known
   * @param timestamp the record's own time; empty where it is not known
   */
  public record Place(
      String topic,
      int partition,
      long offset,
      Optional<String> topicId,
      Optional<Instant> timestamp) {

    /** A record of which nothing else is known. */
    public Place(String topic, int partition, long offset) {
      this(topic, partition, offset, Optional.empty(), Optional.empty());
    }

    /** {@code topic-partition@offset}. */
    @Override
    public String toString() {
      return topic + "-" + partition + "@" + offset;
    }
  }

  /**
   * A place between two records of a change log partition.
   *
   * @param topicId the id that Kafka gave the topic; another id is another log
   * @param partition the partition
   * @param from the offset from which on to count
   * @param skip how many committed records from there on stand before the place
   */
  public record LogPlace(String topicId, int partition, long from, long skip) {}

  /** Input of which nothing else is known, kept whole. */
  public static RefusedInput of(PayloadForm form) {
    return new RefusedInput(
        form,
        PayloadExtent.WHOLE,
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** The same input, of which that much is kept. */
  public RefusedInput withExtent(PayloadExtent kept) {
    return new RefusedInput(form, kept, identity, place, key, headers, logged);
  }

  /** The same input with what tells it from its like. */
  public RefusedInput withIdentity(String told) {
    return new RefusedInput(form, extent, told, place, key, headers, logged);
  }

  /** The same input with its key. */
  public RefusedInput withKey(Bytes original) {
    return new RefusedInput(form, extent, identity, place, Optional.of(original), headers, logged);
  }

  /** The same input with its place in Kafka. */
  public RefusedInput at(Place stands) {
    return new RefusedInput(form, extent, identity, Optional.of(stands), key, headers, logged);
  }

  /** The same input with its headers. */
  public RefusedInput withHeaders(List<Header> original) {
    return new RefusedInput(form, extent, identity, place, key, original, logged);
  }

  /** The same input with its place in the change log. */
  public RefusedInput loggedAt(LogPlace between) {
    return new RefusedInput(form, extent, identity, place, key, headers, Optional.of(between));
  }
}
