package io.headwater.core.normalize;

import java.util.List;

/**
 * Turns the records of one raw format into the standard form.
 *
 * <p>Total: no record makes it throw or hang. The outcomes are in the order in which the record
 * tells them, and there is at least one; only a record that carries a batch has several. A reason
 * never quotes a value. Not thread-safe: an instance may keep what it learned of the schemas that
 * went through it, but its outcomes never depend on it.
 */
public interface Normalizer {

  /** What became of the record. */
  List<Normalization> normalize(RawRecord raw);
}
