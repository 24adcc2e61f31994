package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class JournalEntryTest {

  @Test
  void isAFormatByteTheNumberTheKindAndThePayload() {
    JournalEntry entry = JournalEntry.complete(258, Bytes.utf8("{}"));

    assertThat(HexFormat.of().formatHex(entry.encode())).isEqualTo("020000000000000102017b7d");
    assertThat(JournalEntry.decode(entry.encode())).isEqualTo(entry);
    JournalEntry other = JournalEntry.serialized(1, Bytes.utf8("x"));
    assertThat(HexFormat.of().formatHex(other.encode())).isEqualTo("02000000000000000102" + "78");
    assertThat(JournalEntry.decode(other.encode())).isEqualTo(other);
  }

  @Test
  void keepsItsNumberAsADeletion() {
    JournalEntry deletion = JournalEntry.complete(9, Bytes.utf8("{}")).deletion(4);

    assertThat(deletion.isDeletion()).isTrue();
    assertThat(deletion.sequenceNr()).isEqualTo(9);
    assertThat(deletion.deletedTo()).isEqualTo(4);
    assertThat(HexFormat.of().formatHex(deletion.encode()))
        .isEqualTo("020000000000000009030000000000000004");
    assertThat(JournalEntry.decode(deletion.encode())).isEqualTo(deletion);
    assertThat(deletion.deletion(Long.MAX_VALUE).deletedTo()).isEqualTo(9);
  }

  @Test
  void refusesAnotherFormatAnotherKindAndTooFewBytes() {
    byte[] encoded = JournalEntry.complete(1, Bytes.utf8("{}")).encode();
    byte[] later = encoded.clone();
    later[0] = 3;
    byte[] other = encoded.clone();
    other[9] = 4;

    assertThatThrownBy(() -> JournalEntry.decode(later))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("of format 3")
        .hasMessageContaining("mend: run the version that wrote it, or a newer one");
    assertThatThrownBy(() -> JournalEntry.decode(other)).hasMessageContaining("of kind 4");
    for (int length = 0; length < 10; length++) {
      byte[] part = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> JournalEntry.decode(part)).isInstanceOf(JournalException.class);
    }
  }
}
