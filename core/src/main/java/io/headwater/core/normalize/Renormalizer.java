package io.headwater.core.normalize;

import io.headwater.core.quarantine.QuarantineRecord;
import java.util.List;

/**
 * Tries refused input of one source again (port).
 *
 * <p>Total, as a {@link Normalizer}: what cannot be read, or is not there any more, is refused.
 * Used by one thread.
 */
public interface Renormalizer {

  /** What becomes of the input now. */
  List<Normalization> renormalize(QuarantineRecord kept);
}
