package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.LOG;
import static io.headwater.core.produce.Widgets.PARTITION;
import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.provenance;
import static io.headwater.core.produce.Widgets.root;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A topic that is made anew counts its offsets from 0 again. */
class ResourceDeciderTopicMadeAnewTest extends DeciderScenario {

  private static final ChangeLogPartition ANEW = new ChangeLogPartition(LOG.name(), "topic-2");

  @Test
  void itsChangesAreAppliedWhateverTheFormerOnesOffsetsWere() {
    decide(change(900, root(1, "a", 1)));

    Decision decision = decide(at(ANEW.at(0), root(1, "b", 1)));

    assertThat(replaced(decision).header().version()).isEqualTo(2);
    assertThat(decide(at(ANEW.at(0), root(1, "c", 1))))
        .isEqualTo(ignored(Decision.Reason.DUPLICATE));
  }

  @Test
  void aResourceForgetsTheFormerTopicAndNoOtherPartition() {
    ChangeLogOffset other = new ChangeLogPartition("headwater.changes.shop-01", "topic-1").at(7);
    decide(change(900, root(1, "a", 1)));
    decide(at(other, root(1, "b", 1)));

    decide(at(ANEW.at(3), root(1, "c", 1)));

    assertThat(state.applied())
        .isEqualTo(Map.of(ANEW.at(3).partition(), 3L, other.partition(), 7L))
        .doesNotContainKey(PARTITION);
  }

  @Test
  void aPlaceIsShownWithoutTheTopicsId() {
    assertThat(ANEW.at(3).shown()).isEqualTo("headwater.changes.shop-0@3");
  }

  private static ResourceChange at(ChangeLogOffset at, RowChange... rows) {
    return new ResourceChange(at, provenance(at.offset()), false, List.of(rows));
  }
}
