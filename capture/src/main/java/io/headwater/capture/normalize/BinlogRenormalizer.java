package io.headwater.capture.normalize;

import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Renormalizer;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Tries refused records of Debezium's MariaDB and MySQL connectors again.
 *
 * <p>What was kept is masked already, so that is not done again.
 */
public final class BinlogRenormalizer implements Renormalizer {

  private final String kind;
  private final BinlogNormalizer normalizer;
  private final RecordPayload payload = new RecordPayload();

  /** The parameters are those of {@link BinlogNormalizer}. */
  public BinlogRenormalizer(String kind, String source) {
    this.kind = kind;
    this.normalizer = new BinlogNormalizer(kind, source, Masking.none());
  }

  @Override
  public List<Normalization> renormalize(QuarantineRecord kept) {
    if (kept.input().form() != PayloadForm.CONNECT_JSON) {
      return refused("the record is not of a %s engine; mend: drop it".formatted(kind));
    }
    SourceRecord engineRecord;
    try {
      engineRecord = payload.read(kept.payload(), kept.input().key());
    } catch (RuntimeException e) {
      return refused("the payload is no record of an engine; mend: drop the record");
    }
    return List.of(normalizer.normalize(engineRecord));
  }

  private static List<Normalization> refused(String reason) {
    return List.of(new Normalization.Refused(RefusalCause.UNREADABLE_RECORD, reason));
  }
}
