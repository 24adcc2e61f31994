package io.headwater.persistence.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * That a writer may have records of a partition under way.
 *
 * @param partition the partition of the journal and the state topics
 * @param claimant who claims it
 */
record Claim(int partition, Claimant claimant) {

  /**
   * A writer: one opening of the journal by one node.
   *
   * @param writerId the node's name, stable over restarts
   * @param incarnation which opening it is
   * @param transactionalId what is fenced when the writer is thought dead
   * @param node the node's address in its cluster; empty outside of one
   */
  record Claimant(String writerId, String incarnation, String transactionalId, String node) {}

  /** The key of the claim's record; a claim ends with a record without a value. */
  String key() {
    return partition + "/" + claimant.writerId() + "/" + claimant.incarnation();
  }

  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("partition", partition);
      json.writeStringField("writer", claimant.writerId());
      json.writeStringField("incarnation", claimant.incarnation());
      json.writeStringField("transactional_id", claimant.transactionalId());
      json.writeStringField("node", claimant.node());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a claim.
   *
   * @throws JournalException when the bytes are no claim
   */
  static Claim decode(byte[] utf8) {
    try {
      Value.Obj json = Json.readObject(utf8);
      return new Claim(
          Integer.parseInt(member(json, "partition")),
          new Claimant(
              member(json, "writer"),
              member(json, "incarnation"),
              member(json, "transactional_id"),
              member(json, "node")));
    } catch (MalformedJsonException | NumberFormatException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static String member(Value.Obj json, String name) {
    return switch (json.member(name).orElseThrow(() -> unreadable("no '" + name + "'"))) {
      case Value.Text text -> text.value();
      case Value.Num num -> num.literal();
      case Value.Bool ignored -> throw unreadable("'" + name + "' is a boolean");
      case Value.Null ignored -> throw unreadable("'" + name + "' is null");
      case Value.Arr ignored -> throw unreadable("'" + name + "' is an array");
      case Value.Obj ignored -> throw unreadable("'" + name + "' is an object");
    };
  }

  private static JournalException unreadable(String why) {
    return new JournalException(
        "a claim cannot be read: %s; mend: run the version of Headwater that wrote it, or a newer one"
            .formatted(why));
  }
}
