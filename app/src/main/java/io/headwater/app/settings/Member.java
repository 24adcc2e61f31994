package io.headwater.app.settings;

import java.util.List;

/**
 * A member of a resource's document, as its mapping file declares it.
 *
 * @param line the line of the mapping file
 * @param members the members of the object, or of each object below it; empty for plain values
 */
record Member(String name, int line, Shape shape, List<Member> members) {

  /** What the member's value is in JSON. */
  enum Shape {
    /** A column's value: anything. */
    VALUE("any type"),
    /** One embedded row, or null. */
    OBJECT("object"),
    /** Embedded rows as objects. */
    OBJECTS("array"),
    /** Embedded rows as values of one column. */
    VALUES("array"),
    /** Embedded rows as objects, each under a name of its own. */
    NAMED_OBJECTS("object"),
    /** Embedded rows as values of one column, each under a name of its own. */
    NAMED_VALUES("object");

    private final String type;

    Shape(String type) {
      this.type = type;
    }

    /** The JSON Schema type. */
    String type() {
      return type;
    }
  }

  static Member value(String name, int line) {
    return new Member(name, line, Shape.VALUE, List.of());
  }
}
