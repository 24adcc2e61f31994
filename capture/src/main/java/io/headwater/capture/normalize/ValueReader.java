package io.headwater.capture.normalize;

import io.headwater.core.json.Value;

/** Turns a column's raw value, which is not null, into its JSON form. */
@FunctionalInterface
public interface ValueReader {

  /**
   * The JSON form.
   *
   * @throws UnreadableValueException when the value has no form; the message quotes nothing of it
   */
  Value read(Object raw);
}
