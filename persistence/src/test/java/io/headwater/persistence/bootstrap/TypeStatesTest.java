package io.headwater.persistence.bootstrap;

import static io.headwater.persistence.bootstrap.ViewSamples.KEPT;
import static io.headwater.persistence.bootstrap.ViewSamples.NOW;
import static io.headwater.persistence.bootstrap.ViewSamples.PARTITIONS;
import static io.headwater.persistence.bootstrap.ViewSamples.WIDGET;
import static io.headwater.persistence.bootstrap.ViewSamples.gone;
import static io.headwater.persistence.bootstrap.ViewSamples.next;
import static io.headwater.persistence.bootstrap.ViewSamples.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.bootstrap.BootstrapView.ChangeLimits;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.persistence.store.StoreDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader between the moments that a write is in the database and that its head is told. */
class TypeStatesTest {

  private static final ChangeLimits ALL = new ChangeLimits(10_000, 1 << 20);
  private static final StreamPositions BEFORE_THE_DELETION =
      StreamPositions.of("e1", next("42", 1));

  @TempDir Path path;
  private StoreDirectory directory;
  private ViewDatabase database;
  private TypeStates writer;
  private TypeStates reader;

  @BeforeEach
  void open() {
    directory = StoreDirectory.lock(path);
    database = ViewDatabase.open(directory, PARTITIONS, ViewLimits.defaults());
    writer = database.create(WIDGET, PARTITIONS);
    writer.begin("e1");
    reader = new TypeStates(database, WIDGET, writer.family(), PARTITIONS);
    write(List.of(put("42", "one")), 1, NOW.minus(KEPT));
    write(List.of(gone("42")), 2, NOW.minus(KEPT));
    reader.load();
    assertThat(reader.changes(BEFORE_THE_DELETION, ALL).changes()).hasSize(1);
  }

  @AfterEach
  void close() {
    writer.release();
    database.close();
    directory.close();
  }

  private void write(List<Entry> entries, long next, Instant forgottenBefore) {
    ViewSamples.apply(
        (placed, reached) ->
            writer.apply(
                placed,
                reached,
                Horizon.of(NOW.toEpochMilli(), KEPT),
                new Pruning(forgottenBefore.toEpochMilli(), 1, Map.of())),
        entries,
        next("42", next),
        NOW);
  }

  @Test
  void changesAreRefusedWhenADeletionAmongThemWasForgottenThoughTheHeadIsNotToldYet() {
    write(List.of(), 2, NOW.plusMillis(1));

    assertThatThrownBy(() -> reader.changes(BEFORE_THE_DELETION, ALL))
        .isInstanceOf(UnsafePositionsException.class);
  }

  @Test
  void theTopicIsNotVouchedForWhenADeletionWasForgottenThoughTheHeadIsNotToldYet() {
    write(List.of(), 2, NOW.plusMillis(1));

    assertThatThrownBy(() -> reader.requireYoung(BEFORE_THE_DELETION, NOW.toEpochMilli()))
        .isInstanceOf(UnsafePositionsException.class);
  }
}
