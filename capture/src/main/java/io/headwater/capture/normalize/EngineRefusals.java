package io.headwater.capture.normalize;

import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Tries;
import java.time.Instant;

/** Refused records of an engine as the quarantine keeps them. Not thread-safe. */
final class EngineRefusals {

  private static final String STAGE = "normalize";

  private final String source;
  private final RecordPayload payload = new RecordPayload();

  EngineRefusals(String source) {
    this.source = source;
  }

  /**
   * The record.
   *
   * @param kept the refused record, masked as its row would have been
   * @param subject what it is about
   * @param position its place in the source's log
   */
  QuarantineRecord of(
      MaskedRecord.Kept kept,
      Normalization.Refused why,
      String subject,
      String position,
      Instant now) {
    RecordPayload.Rendered rendered = payload.of(kept.shown());
    RefusedInput input =
        RefusedInput.of(PayloadForm.CONNECT_JSON)
            .withExtent(rendered.extent(kept.extent()))
            .withIdentity(RecordIdentity.of(kept.shown()));
    return new QuarantineRecord(
        source,
        STAGE,
        why.cause(),
        subject,
        why.reason(),
        position,
        now,
        rendered.value(),
        rendered.key().map(input::withKey).orElse(input),
        Tries.firstAt(now));
  }
}
