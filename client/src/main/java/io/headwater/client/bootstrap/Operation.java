package io.headwater.client.bootstrap;

import java.util.Optional;

/** What the change behind a state record did to the resource. */
public enum Operation {
  /** The resource came into being, perhaps again after a delete. */
  CREATE("create"),
  /** The resource existed and has a new state. */
  UPDATE("update"),
  /** The resource is gone; the record carries no state. */
  DELETE("delete");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  /** The word a state record's {@code operation} field holds. */
  public String text() {
    return text;
  }

  /** The operation that word stands for; empty when it stands for none. */
  public static Optional<Operation> of(String text) {
    for (Operation operation : values()) {
      if (operation.text.equals(text)) {
        return Optional.of(operation);
      }
    }
    return Optional.empty();
  }
}
