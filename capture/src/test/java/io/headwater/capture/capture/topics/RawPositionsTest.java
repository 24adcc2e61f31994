package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.capture.capture.ChangeLogException;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RawPositionsTest {

  private static final TopicPartition FIRST = new TopicPartition("shop.public.widgets", 0);

  @Test
  void goesOnWhereItWasStored() {
    RawPositions before = new RawPositions("legacy", Optional.empty());
    before.advance(FIRST, "id-1", 42);

    RawPositions after = new RawPositions("legacy", Optional.of(before.stored()));

    assertThat(after.next(FIRST, "id-1")).hasValue(42);
    assertThat(after.isMadeAnew(FIRST, "id-1")).isFalse();
  }

  @Test
  void knowsNoPlaceInATopicThatWasMadeAnew() {
    RawPositions positions = new RawPositions("legacy", Optional.empty());
    positions.advance(FIRST, "id-1", 42);

    assertThat(positions.next(FIRST, "id-2")).isEmpty();
    assertThat(positions.isMadeAnew(FIRST, "id-2")).isTrue();
  }

  @Test
  void knowsNoPlaceInAPartitionThatWasNotRead() {
    RawPositions positions = new RawPositions("legacy", Optional.empty());

    assertThat(positions.next(FIRST, "id-1")).isEmpty();
    assertThat(positions.isMadeAnew(FIRST, "id-1")).isFalse();
  }

  @Test
  void refusesAnotherRoutingThanThatOfWhatIsAppended() {
    RawPositions before = new RawPositions("legacy", Optional.empty());
    before.route("partition by number");
    RawPositions after = new RawPositions("legacy", Optional.of(before.stored()));

    after.route("partition by number");

    assertThatThrownBy(() -> after.route("partition 0"))
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("stand in the partition by number of headwater.changes.legacy")
        .hasMessageContaining("would now go to the partition 0")
        .hasMessageContaining("mend: ");
  }

  @Test
  void takesUpTheRoutingWhereNoneIsStored() {
    RawPositions former = new RawPositions("legacy", Optional.empty());
    former.advance(FIRST, "id-1", 42);
    RawPositions positions = new RawPositions("legacy", Optional.of(former.stored()));

    positions.route("partition 0");

    assertThat(positions.stored().offset()).containsEntry("routing", "partition 0");
  }
}
