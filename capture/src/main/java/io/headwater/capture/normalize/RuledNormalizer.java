package io.headwater.capture.normalize;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Another normalizer behind the rules of the source's columns.
 *
 * <p>Key, before and after image of each change are as the embedded engine would give them for the
 * same values under the same rules. Rules name columns of the row; what is within a document or an
 * array has none of its own. A value that has no form under its rule makes the change refused. The
 * raw bytes of a refused record are not this class's; see {@link Masking#isNone}.
 */
public final class RuledNormalizer implements Normalizer {

  private final Normalizer normalizer;
  private final Masking masking;

  /**
   * Creates the decorator.
   *
   * @param normalizer gives the changes with the source's values, without placeholders of what was
   *     not logged
   * @param masking the rules of the normalizer's source
   */
  public RuledNormalizer(Normalizer normalizer, Masking masking) {
    this.normalizer = normalizer;
    this.masking = masking;
  }

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    List<Normalization> outcomes = normalizer.normalize(raw);
    if (masking.isNone()) {
      return outcomes;
    }
    List<Normalization> ruled = new ArrayList<>(outcomes.size());
    for (Normalization outcome : outcomes) {
      ruled.add(
          outcome instanceof Normalization.Normalized normalized ? ruled(normalized) : outcome);
    }
    return List.copyOf(ruled);
  }

  private Normalization ruled(Normalization.Normalized normalized) {
    ChangeEvent event = normalized.event();
    TableRules rules = masking.of(event.source().table());
    if (rules.isNone()) {
      return normalized;
    }
    try {
      return new Normalization.Normalized(
          event.withRows(
              rules.ruled(event.key()),
              event.before().map(rules::ruled),
              event.after().map(rules::ruled)),
          normalized.identity());
    } catch (UnreadableValueException e) {
      return new Normalization.Refused(
          "the %s of %s: %s".formatted(event.changeType(), event.source().table(), e.reason()));
    } catch (RuntimeException e) {
      // The message may quote a value, the class never does.
      return new Normalization.Refused(
          "the %s of %s has a value without a form under its column's rule (%s)"
              .formatted(event.changeType(), event.source().table(), e.getClass().getName()));
    }
  }
}
