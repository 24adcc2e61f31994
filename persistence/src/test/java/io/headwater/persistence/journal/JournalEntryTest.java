package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class JournalEntryTest {

  @Test
  void isAFormatByteTheNumberAndThePayload() {
    JournalEntry entry = new JournalEntry(258, Bytes.utf8("{}"));

    assertThat(HexFormat.of().formatHex(entry.encode())).isEqualTo("0100000000000001027b7d");
    assertThat(JournalEntry.decode(entry.encode())).isEqualTo(entry);
  }

  @Test
  void keepsItsNumberAsAMarker() {
    JournalEntry marker = new JournalEntry(Long.MAX_VALUE, Bytes.utf8("{}")).toMarker();

    assertThat(marker.isMarker()).isTrue();
    assertThat(marker.sequenceNr()).isEqualTo(Long.MAX_VALUE);
    assertThat(JournalEntry.decode(marker.encode())).isEqualTo(marker);
  }

  @Test
  void refusesAnotherFormatAndTooFewBytes() {
    byte[] encoded = new JournalEntry(1, Bytes.utf8("{}")).encode();
    byte[] later = encoded.clone();
    later[0] = 2;

    assertThatThrownBy(() -> JournalEntry.decode(later))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("mend: run the version that wrote it");
    for (int length = 0; length < 9; length++) {
      byte[] part = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> JournalEntry.decode(part)).isInstanceOf(JournalException.class);
    }
  }
}
