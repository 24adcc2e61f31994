package io.headwater.http.select;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The states that a client wants, and what it wants of them; equal when it is the same. */
public final class Selection {

  /** Everything of every state. */
  public static final Selection EVERYTHING = new Selection(Optional.empty(), List.of());

  /** The most conditions; the work for each state grows with them. */
  static final int MAX_CONDITIONS = 20;

  private static final String RESOURCE = "resource";

  private final Optional<Fields> fields;
  private final List<Condition> conditions;

  private Selection(Optional<Fields> fields, List<Condition> conditions) {
    this.fields = fields;
    this.conditions = conditions;
  }

  /**
   * The selection of parameters.
   *
   * @param fields comma-separated paths of members of the resource; none for all members
   * @param filters {@code path=value} or {@code path!=value}, all of which must be true
   * @throws IllegalArgumentException with a message for the client when one is malformed
   */
  public static Selection parse(List<String> fields, List<String> filters) {
    if (filters.size() > MAX_CONDITIONS) {
      throw new IllegalArgumentException(
          "There are %d parameters 'filter'; give at most %d."
              .formatted(filters.size(), MAX_CONDITIONS));
    }
    return new Selection(
        fields.isEmpty() ? Optional.empty() : Optional.of(Fields.parse(fields)),
        filters.stream().map(Condition::parse).toList());
  }

  /** The same members of every state. */
  public Selection unfiltered() {
    return new Selection(fields, List.of());
  }

  /** Whether some states may be left out. */
  public boolean isFiltered() {
    return !conditions.isEmpty();
  }

  /** What is wanted of a state record; empty when the state is not wanted. */
  public Optional<Bytes> of(Bytes state) {
    if (fields.isEmpty() && conditions.isEmpty()) {
      return Optional.of(state);
    }
    Value.Obj record = Json.readObject(state.array());
    Value resource = record.member(RESOURCE).orElse(Value.Obj.empty());
    if (!conditions.stream().allMatch(condition -> condition.holds(resource))) {
      return Optional.empty();
    }
    return Optional.of(
        fields
            .map(wanted -> wanted.of(resource).orElse(Value.Obj.empty()))
            .map(part -> Bytes.of(Json.bytes(with(record, part))))
            .orElse(state));
  }

  private static Value.Obj with(Value.Obj record, Value resource) {
    Map<String, Value> members = new LinkedHashMap<>(record.members());
    members.replace(RESOURCE, resource);
    return new Value.Obj(members);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Selection selection
        && selection.fields.equals(fields)
        && selection.conditions.equals(conditions);
  }

  @Override
  public int hashCode() {
    return 31 * fields.hashCode() + conditions.hashCode();
  }
}
