package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

  @Test
  void isTheNewestANumberOrAll() {
    History newest = History.parse("newest");
    History three = History.parse("3");
    History all = History.parse("all");

    assertThat(newest).isEqualTo(History.NEWEST).isEqualTo(History.parse("1"));
    assertThat(newest.keepsFormer()).isFalse();
    assertThat(newest.keepsAll()).isFalse();
    assertThat(three.kept()).isEqualTo(3);
    assertThat(three.keepsFormer()).isTrue();
    assertThat(three.keepsAll()).isFalse();
    assertThat(all.keepsFormer()).isTrue();
    assertThat(all.keepsAll()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "newest ", "All", "1.5", "three", "9223372036854775808"})
  void refusesWhatIsNeither(String text) {
    assertThatThrownBy(() -> History.parse(text))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "headwater.persistence.journal.history is '%s'; mend: use newest, all, or a number from 1"
                .formatted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3"})
  void refusesANumberBelowOne(String text) {
    assertThatThrownBy(() -> History.parse(text))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "headwater.persistence.journal.history is %s; mend: use newest, all, or a number from 1"
                .formatted(text));
  }

  @Test
  void theNewestHasThePersistenceIdAsItsKey() {
    assertThat(History.NEWEST.key("widget|w1", 1)).isEqualTo("widget|w1");
    assertThat(History.NEWEST.key("widget|w1", 2)).isEqualTo("widget|w1");
  }

  @Test
  void theLastOnesTakeSlotsInTurn() {
    History three = new History(3);

    assertThat(three.key("widget|w1", 1)).isEqualTo("widget|w1\0" + "1");
    assertThat(three.key("widget|w1", 3)).isEqualTo("widget|w1\0" + "0");
    for (long first = 1; first <= 10; first++) {
      Set<String> keys = new HashSet<>();
      for (long sequenceNr = first; sequenceNr < first + 3; sequenceNr++) {
        keys.add(three.key("widget|w1", sequenceNr));
      }
      assertThat(keys).hasSize(3).contains(three.key("widget|w1", first + 3));
    }
  }

  @Test
  void eachOfAllHasAKeyOfItsOwn() {
    History all = History.parse("all");

    assertThat(all.key("widget|w1", 1)).isEqualTo("widget|w1\0" + "1");
    assertThat(all.key("widget|w1", Long.MAX_VALUE - 1))
        .isEqualTo("widget|w1\0" + (Long.MAX_VALUE - 1));
  }

  @Test
  void aKeyTellsWhoseRecordItIsWhateverHistoryWroteIt() {
    for (History history : Set.of(History.NEWEST, new History(3), History.parse("all"))) {
      for (String id : Set.of("widget|w1", "widget|a b|c", "", "widget|1")) {
        assertThat(History.persistenceId(history.key(id, 12))).isEqualTo(id);
      }
    }
  }

  @Test
  void refusesAnIdThatLooksLikeASlot() {
    assertThatCode(() -> History.requireUsable("widget|w1")).doesNotThrowAnyException();
    assertThatThrownBy(() -> History.requireUsable("widget|w1\0" + "2"))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "the persistence id 'widget|w1?2' holds the character U+0000; mend: use another id");
  }
}
