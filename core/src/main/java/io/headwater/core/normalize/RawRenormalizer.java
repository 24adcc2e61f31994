package io.headwater.core.normalize;

import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tries records of raw topics again: what the quarantine kept, or what the topic still has where
 * that is not whole.
 */
public final class RawRenormalizer implements Renormalizer {

  private final Function<RawRecord, Optional<List<Normalization>>> normalizer;
  private final Function<RefusedInput.Place, Optional<RawRecord>> topics;

  /**
   * A renormalizer over a source's own normalizer.
   *
   * @param normalizer empty when the record's topic is none of the source's any more
   * @param topics reads the record at a place of a raw topic; empty when it is there no more
   */
  public RawRenormalizer(
      Function<RawRecord, Optional<List<Normalization>>> normalizer,
      Function<RefusedInput.Place, Optional<RawRecord>> topics) {
    this.normalizer = normalizer;
    this.topics = topics;
  }

  @Override
  public List<Normalization> renormalize(QuarantineRecord kept) {
    if (kept.input().form() != PayloadForm.RAW || kept.input().place().isEmpty()) {
      return List.of(
          new Normalization.Refused(
              kept.cause(), "the record is not of a raw topic; mend: drop it"));
    }
    RefusedInput.Place place = kept.input().place().get();
    Optional<RawRecord> raw =
        kept.input().extent().isComplete()
            ? Optional.of(original(kept, place))
            : topics.apply(place);
    if (raw.isEmpty()) {
      return List.of(
          new Normalization.Refused(
              kept.cause(),
              "the record is not whole in the quarantine, and %s is not in its topic any more; mend: touch the row in the source, then drop the record"
                  .formatted(place)));
    }
    return normalizer
        .apply(raw.get())
        .orElseGet(
            () ->
                List.of(
                    new Normalization.Refused(
                        kept.cause(),
                        "topic '%s' is none of the source's any more; mend: name it among the source's topics again and retry the record, or drop the record"
                            .formatted(place.topic()))));
  }

  private static RawRecord original(QuarantineRecord kept, RefusedInput.Place place) {
    return new RawRecord(
        place.topic(),
        place.partition(),
        place.offset(),
        // A record of a former version does not tell its own.
        place.timestamp().orElse(kept.tries().first()),
        kept.input().key(),
        kept.input().extent() == PayloadExtent.ABSENT
            ? Optional.empty()
            : Optional.of(kept.payload()),
        kept.input().headers().stream()
            .map(header -> new RawRecord.Header(header.name(), header.value()))
            .toList());
  }
}
