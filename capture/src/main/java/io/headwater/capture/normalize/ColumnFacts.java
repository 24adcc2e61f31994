package io.headwater.capture.normalize;

import io.headwater.core.produce.ValueSchema;
import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL's catalogue says of a column.
 *
 * @param type the type of its values, or of their elements when it is an array
 * @param array whether it is an array
 * @param domain whether its type, not that of an element, is a domain; {@code type} is what the
 *     domain is based on then
 * @param nullable whether null is allowed
 * @param inPrimaryKey whether it is part of the primary key
 * @param comment its comment
 */
public record ColumnFacts(
    Type type,
    boolean array,
    boolean domain,
    boolean nullable,
    boolean inPrimaryKey,
    Optional<String> comment)
    implements ColumnDeclaration {

  @Override
  public ValueSchema wide() {
    return ColumnSchemas.wide(this);
  }

  @Override
  public ValueSchema strict() {
    return ColumnSchemas.strict(this);
  }

  /** What a type is made of. */
  public enum Kind {
    /** A type of its own, of the server or of an extension. */
    BASE,
    /** An enumeration. */
    ENUM,
    /** A range, a multirange or a composite type. */
    TEXT_ONLY
  }

  /**
   * A type that is neither a domain nor an array.
   *
   * @param name pg_type.typname
   * @param length the declared number of characters or bits; empty when there is none
   * @param labels those of an enumeration, in its order
   */
  public record Type(String name, Kind kind, Optional<Integer> length, List<String> labels) {
    public Type {
      labels = List.copyOf(labels);
    }
  }
}
