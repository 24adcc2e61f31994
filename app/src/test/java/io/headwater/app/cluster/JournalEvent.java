package io.headwater.app.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A committed record of the journal.
 *
 * @param key the id of the resource, without its type
 * @param sequenceNr the number of events of the resource until and with this one
 * @param version the version of the resource after it
 */
record JournalEvent(int partition, long offset, String key, long sequenceNr, long version) {

  private static final String SEPARATOR = "|";

  static JournalEvent of(CommittedRecords.Committed read) {
    ByteBuffer value =
        ByteBuffer.wrap(
            read.value()
                .orElseThrow(
                    () -> new IllegalArgumentException("a journal record without a value")));
    byte format = value.get();
    long sequenceNr = value.getLong();
    if (format > 1) {
      value.get();
    }
    JsonNode event = StateEntry.parse(StandardCharsets.UTF_8.decode(value).toString());
    return new JournalEvent(
        read.partition(),
        read.offset(),
        read.key().substring(read.key().indexOf(SEPARATOR) + 1),
        sequenceNr,
        event.path("version").asLong());
  }

  /** Where it is, for messages. */
  String place() {
    return "journal of %s at %d-%d".formatted(key, partition, offset);
  }
}
