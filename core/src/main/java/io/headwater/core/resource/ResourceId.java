package io.headwater.core.resource;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.List;
import java.util.Optional;

/**
 * The identity of one resource instance within its type.
 *
 * <p>{@code text} is the key on every topic: a scalar as plain text ({@code 42}), a composite as a
 * compact JSON object in key order. {@code json} is the same identity as it appears in the state
 * record. Two ids are equal when their texts are.
 */
public record ResourceId(String text, Value json) {

  /**
   * The id that a row's columns spell, in key order; empty when one of them is absent or null, as
   * then the row belongs to no resource.
   *
   * @param columns the row's columns that hold the id
   * @param names the names of the same columns in the resource's root table, in the same order
   */
  public static Optional<ResourceId> of(Value.Obj row, List<String> columns, List<String> names) {
    if (columns.size() == 1) {
      return row.member(columns.getFirst()).filter(value -> !value.isNull()).map(ResourceId::of);
    }
    ObjectBuilder id = new ObjectBuilder(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Optional<Value> value = row.member(columns.get(i));
      if (value.isEmpty() || value.get().isNull()) {
        return Optional.empty();
      }
      id.add(names.get(i), value.get());
    }
    return Optional.of(of(id.build()));
  }

  /** The id whose JSON form is that value. */
  public static ResourceId of(Value json) {
    return new ResourceId(
        switch (json) {
          case Value.Text text -> text.value();
          case Value.Num num -> num.literal();
          case Value.Null ignored ->
              throw new IllegalArgumentException("null identifies no resource");
          case Value.Bool bool -> bool.toJson();
          case Value.Arr array -> array.toJson();
          case Value.Obj object -> object.toJson();
        },
        json);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceId id && id.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
