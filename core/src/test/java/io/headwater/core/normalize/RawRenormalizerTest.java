package io.headwater.core.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Tries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RawRenormalizerTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final RefusedInput.Place PLACE =
      new RefusedInput.Place("raw", 1, 9, Optional.of("raw-id"), Optional.of(NOW));
  private static final List<Normalization> GOOD = List.of(new Normalization.Skipped("tombstone"));

  private final List<RawRecord> normalized = new ArrayList<>();
  private boolean isOfSource = true;
  private Optional<RawRecord> inTopic = Optional.empty();
  private final RawRenormalizer renormalizer =
      new RawRenormalizer(
          raw -> {
            normalized.add(raw);
            return isOfSource ? Optional.of(GOOD) : Optional.empty();
          },
          place -> inTopic.filter(raw -> place.equals(PLACE)));

  @Test
  void aWholePayloadIsNormalizedAsItWas() {
    assertThat(renormalizer.renormalize(kept(PayloadExtent.WHOLE))).isEqualTo(GOOD);
    assertThat(normalized).containsExactly(raw("value"));
  }

  @Test
  void whatIsNotWholeIsReadInItsTopic() {
    inTopic = Optional.of(raw("the whole value"));

    assertThat(renormalizer.renormalize(kept(PayloadExtent.WITHHELD))).isEqualTo(GOOD);
    assertThat(normalized).containsExactly(raw("the whole value"));
  }

  @Test
  void whatIsNowhereWholeIsRefused() {
    assertThat(renormalizer.renormalize(kept(PayloadExtent.CUT)))
        .singleElement()
        .isInstanceOfSatisfying(
            Normalization.Refused.class,
            refused -> {
              assertThat(refused.cause()).isEqualTo(RefusalCause.UNREADABLE_RECORD);
              assertThat(refused.reason()).contains("raw-1@9 is not in its topic any more", "mend");
            });
    assertThat(normalized).isEmpty();
  }

  @Test
  void aRecordOfATopicThatIsNoneOfTheSourcesAnyMoreIsRefused() {
    isOfSource = false;

    assertThat(renormalizer.renormalize(kept(PayloadExtent.WHOLE)))
        .singleElement()
        .isInstanceOfSatisfying(
            Normalization.Refused.class,
            refused -> {
              assertThat(refused.cause()).isEqualTo(RefusalCause.UNREADABLE_RECORD);
              assertThat(refused.reason()).contains("'raw' is none of the source's", "mend");
            });
  }

  @Test
  void aDeleteThatHadNoValueHasNoneWhenItIsTriedAgain() {
    assertThat(renormalizer.renormalize(kept(PayloadExtent.ABSENT))).isEqualTo(GOOD);
    assertThat(normalized).containsExactly(raw(Optional.empty()));
  }

  private static RawRecord raw(String value) {
    return raw(Optional.of(Bytes.utf8(value)));
  }

  private static RawRecord raw(Optional<Bytes> value) {
    return new RawRecord(
        "raw",
        1,
        9,
        NOW,
        Optional.of(Bytes.utf8("key")),
        value,
        List.of(new RawRecord.Header("h", Bytes.utf8("v"))));
  }

  private static QuarantineRecord kept(PayloadExtent extent) {
    return new QuarantineRecord(
        "shop",
        "normalize",
        RefusalCause.UNREADABLE_RECORD,
        "raw",
        "why",
        PLACE.toString(),
        NOW,
        Bytes.utf8("value"),
        RefusedInput.of(PayloadForm.RAW)
            .withExtent(extent)
            .at(PLACE)
            .withKey(Bytes.utf8("key"))
            .withHeaders(List.of(new RefusedInput.Header("h", Bytes.utf8("v")))),
        Tries.firstAt(NOW.plusSeconds(5)));
  }
}
