package io.headwater.capture.capture;

import io.headwater.capture.normalize.PostgresNormalizer;
import io.headwater.capture.normalize.PostgresRenormalizer;
import io.headwater.core.capture.StoredPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** PostgreSQL: a replication slot, and what its catalogue says of replica identities. */
final class PostgresDialect implements EngineDialect {

  private final EngineSettings settings;

  PostgresDialect(EngineSettings settings) {
    this.settings = settings;
  }

  @Override
  public Reading prepare(
      Optional<StoredPosition> position, EngineStatus status, CountDownLatch stop)
      throws SQLException, InterruptedException {
    try (Connection connection = PostgresConnections.open(settings.connector())) {
      PostgresCatalog catalog = new PostgresCatalog(connection);
      String slot = settings.connector().getOrDefault("slot.name", "debezium");
      ReplicationSlot.prepare(catalog, slot, slotUse(position), stop);
      status.estimates(catalog.estimates(settings.tables()));
      ReplicaIdentities identities = new ReplicaIdentities(settings.connector());
      identities.read(catalog, settings.tables());
      return reading(identities, catalog.numericDomains());
    }
  }

  private Reading reading(ReplicaIdentities identities, Set<String> numericDomains) {
    String placeholder =
        settings
            .connector()
            .getOrDefault("unavailable.value.placeholder", PostgresNormalizer.DEFAULT_PLACEHOLDER);
    PostgresSignals signals =
        new PostgresSignals(
            new PostgresNormalizer(
                settings.source(), placeholder, identities::of, numericDomains, settings.masking()),
            Clock.systemUTC());
    return new Reading(
        engineRecord -> {
          identities.observe(engineRecord);
          return List.of(signals.read(engineRecord));
        },
        new PostgresRenormalizer(settings.source(), placeholder, numericDomains));
  }

  @Override
  public Throwable explained(Throwable failure) {
    return failure;
  }

  private ReplicationSlot.Use slotUse(Optional<StoredPosition> position) {
    if (position.isPresent()) {
      return ReplicationSlot.Use.RESUME;
    }
    return settings.connector().getOrDefault("snapshot.mode", "initial").equals("initial")
        ? ReplicationSlot.Use.SNAPSHOT
        : ReplicationSlot.Use.FOLLOW;
  }
}
