package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.consumer.ConsumerState.Beginning;
import io.headwater.client.consumer.ConsumerState.Checking;
import io.headwater.client.consumer.ConsumerState.CircuitOpen;
import io.headwater.client.consumer.ConsumerState.Completing;
import io.headwater.client.consumer.ConsumerState.Downloading;
import io.headwater.client.consumer.ConsumerState.Following;
import io.headwater.client.consumer.ConsumerState.Starting;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsumerStateTest {

  private static final long NOW = 1_000;

  private final ConsumerPosition fresh = ConsumerPosition.begin(7, Floors.NONE, 1);
  private final ConsumerPosition half = part(fresh, Optional.empty(), 100).applied(0, "k5");
  private final ConsumerPosition whole = part(half, Optional.of("k5"), 120).downloaded(0);

  @Test
  void startsWithABootstrapWhenTheSinkHasNothing() {
    assertThat(new Starting().found(Optional.empty(), true, NOW))
        .isEqualTo(new Beginning(NOW, Floors.NONE));
  }

  @Test
  void goesOnWithWhatTheSinkHas() {
    assertThat(new Starting().found(Optional.of(half), true, NOW)).isEqualTo(new Checking(half));
    assertThat(new Checking(half).safe()).isEqualTo(new Downloading(half));
    assertThat(new Checking(whole).safe()).isEqualTo(new Completing(whole));
    assertThat(new Completing(whole).completed().safe())
        .isEqualTo(new Following(whole.completed()));
  }

  @Test
  void beginsAnewWhenASinkCannotTellWhatItApplied() {
    assertThat(new Starting().found(Optional.of(half), false, 3))
        .isEqualTo(new Beginning(8, new Floors("e1", new TreeMap<>(Map.of(0, 100L)))));
    assertThat(new Starting().found(Optional.of(whole.completed()), false, NOW))
        .isEqualTo(new Checking(whole.completed()));
  }

  @Test
  void remembersHowNewTheSinkIsWhenEverythingComesAgain() {
    Following following = new Following(whole.completed().followed(0, 150));

    assertThat(following.lost(false, NOW))
        .isEqualTo(new Beginning(NOW, new Floors("e1", new TreeMap<>(Map.of(0, 150L)))));
    assertThat(following.lost(true, NOW)).isEqualTo(new Beginning(NOW, Floors.NONE));
  }

  @Test
  void asksAgainWhatIsSafeWhenTheCircuitCloses() {
    Following following = new Following(whole.completed());
    ConsumerState open = following.circuit();

    assertThat(open).isEqualTo(new CircuitOpen(following));
    assertThat(open.circuit()).isEqualTo(open);
    assertThat(new CircuitOpen(following).closed()).isEqualTo(new Checking(whole.completed()));
    assertThat(new CircuitOpen(new Downloading(half)).closed()).isEqualTo(new Downloading(half));
  }

  @Test
  void skipsWhatALaterPartHolds() {
    assertThat(whole.next()).isEqualTo(Map.of(0, 100L));
    assertThat(whole.contains(0, "k5", 110)).isFalse();
    assertThat(whole.contains(0, "k6", 110)).isTrue();
    assertThat(whole.contains(0, "k6", 120)).isFalse();
    assertThat(whole.followed(0, 120)).isEqualTo(whole.followed(0, 120).followed(0, 90));
    assertThat(PositionCodec.text(whole.followed(0, 120))).doesNotContain("parts");
  }

  @Test
  void followsFromALaterPartThatIsOlder() {
    ConsumerPosition older = part(half, Optional.of("k5"), 80).downloaded(0);

    assertThat(older.next()).isEqualTo(Map.of(0, 80L));
    assertThat(older.contains(0, "k5", 90)).isTrue();
    assertThat(older.contains(0, "k6", 90)).isFalse();
  }

  @Test
  void forgetsNoMoreThanItMayOfManyParts() {
    ConsumerPosition position = half;
    for (int i = 0; i < Parts.MAX; i++) {
      assertThat(position.tooManyParts(0)).isFalse();
      position = part(position, Optional.of(String.format(Locale.ROOT, "l%03d", i)), 200 + i);
    }
    assertThat(position.tooManyParts(0)).isTrue();
    assertThat(PositionCodec.text(position).length()).isLessThan(Parts.MAX * 50);
  }

  @Test
  void keepsItsPositionAsText() {
    ConsumerPosition second =
        ConsumerPosition.begin(9, new Floors("e0", new TreeMap<>(Map.of(0, 5L))), 3);
    for (ConsumerPosition position :
        new ConsumerPosition[] {
          fresh, half, whole, whole.completed(), second, part(second, Optional.empty(), 9)
        }) {
      assertThat(PositionCodec.read(PositionCodec.text(position))).contains(position);
    }
    for (String text :
        new String[] {"", "{}", "{\"v\":2}", "null", "{\"v\":1,\"partitions\":{}}"}) {
      assertThat(PositionCodec.read(text)).as(text).isEmpty();
    }
  }

  private static ConsumerPosition part(
      ConsumerPosition position, Optional<String> after, long offset) {
    return position.begun(
        0,
        after,
        new BootstrapHeader(
            "widget", "topic", "e1", new TreeMap<>(Map.of(0, offset)), OptionalLong.of(60_000)));
  }
}
