package io.headwater.capture.normalize;

import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Renormalizer;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Tries refused records of Debezium's PostgreSQL connector again.
 *
 * <p>What was kept is masked already, and of a before image only the logged columns were kept, so
 * neither is done again.
 */
public final class PostgresRenormalizer implements Renormalizer {

  private static final ReplicaIdentity ALL_THAT_IS_THERE =
      new ReplicaIdentity(true, Set.of(), Set.of(), new LogPosition(0));

  private final PostgresNormalizer normalizer;
  private final RecordPayload payload = new RecordPayload();

  /** The parameters are those of {@link PostgresNormalizer}. */
  public PostgresRenormalizer(String source, String placeholder, Set<String> numericDomains) {
    this.normalizer =
        new PostgresNormalizer(
            source, placeholder, table -> ALL_THAT_IS_THERE, numericDomains, Masking.none());
  }

  @Override
  public List<Normalization> renormalize(QuarantineRecord kept) {
    if (kept.input().form() != PayloadForm.CONNECT_JSON) {
      return refused("the record is not of a PostgreSQL engine; mend: drop it");
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
