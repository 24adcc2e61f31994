package io.headwater.actors.publish;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.query.TimeBasedUUID;

/**
 * The JSON form of a read journal's offset: {@code {"partition":{"journal":…},"offset":{…}}}, as
 * the engines' positions in the same topic.
 */
final class PublishedOffset {

  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";
  private static final String JOURNAL = "journal";
  private static final String SEQUENCE = "sequence";
  private static final String TIME_UUID = "time-uuid";

  private PublishedOffset() {}

  /**
   * The offset's UTF-8 JSON.
   *
   * @throws IllegalArgumentException when it is of a kind that cannot be stored
   */
  static byte[] encode(String readJournal, Offset offset) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put(PARTITION, new Value.Obj(Map.of(JOURNAL, Value.of(readJournal))));
    members.put(OFFSET, value(offset));
    return Json.bytes(new Value.Obj(members));
  }

  /**
   * Reads an offset.
   *
   * @throws MalformedJsonException when the bytes are no offset
   */
  static Offset decode(byte[] utf8) {
    if (!(Json.readObject(utf8).members().get(OFFSET) instanceof Value.Obj offset)) {
      throw new MalformedJsonException("'" + OFFSET + "' is missing or not an object");
    }
    if (offset.members().get(SEQUENCE) instanceof Value.Num number) {
      return Offset.sequence(Long.parseLong(number.literal()));
    }
    if (offset.members().get(TIME_UUID) instanceof Value.Text text) {
      return Offset.timeBasedUUID(UUID.fromString(text.value()));
    }
    if (offset.members().isEmpty()) {
      return Offset.noOffset();
    }
    throw new MalformedJsonException("an offset of an unknown kind: " + offset.toJson());
  }

  private static Value.Obj value(Offset offset) {
    if (offset.equals(Offset.noOffset())) {
      return Value.Obj.empty();
    }
    return switch (offset) {
      case Sequence sequence -> new Value.Obj(Map.of(SEQUENCE, Value.of(sequence.value())));
      case TimeBasedUUID uuid ->
          new Value.Obj(Map.of(TIME_UUID, Value.of(uuid.value().toString())));
      default ->
          throw new IllegalArgumentException(
              "offsets of kind %s cannot be stored; mend: use a read journal with sequence numbers or time-based UUIDs"
                  .formatted(offset.getClass().getSimpleName()));
    };
  }
}
