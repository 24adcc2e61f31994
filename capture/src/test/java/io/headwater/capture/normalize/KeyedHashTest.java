package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class KeyedHashTest {

  private final KeyedHash hash = new KeyedHash(MaskKeys.ONE);

  @Test
  void is64HexadecimalDigits() {
    assertThat(hash.of(Value.of("ann@example.org"))).matches("[0-9a-f]{64}");
    assertThat(hash.of(Value.of(""))).matches("[0-9a-f]{64}");
  }

  @Test
  void isEqualForEqualValuesOnly() {
    assertThat(hash.of(Value.of("a"))).isEqualTo(new KeyedHash(MaskKeys.ONE).of(Value.of("a")));
    assertThat(hash.of(Value.of("1"))).isNotEqualTo(hash.of(Value.of(1)));
    assertThat(hash.of(new Value.Num("1"))).isNotEqualTo(hash.of(new Value.Num("1.0")));
  }

  @Test
  void isAnotherWithAnotherKeyAndNoKeyOfTokens() {
    assertThat(hash.of(Value.of("a")))
        .isNotEqualTo(new KeyedHash(MaskKeys.OTHER).of(Value.of("a")));
    assertThat(HexFormat.of().formatHex(MaskKeys.ONE.derived("headwater mask: hash v1", 32)))
        .isNotEqualTo(
            HexFormat.of().formatHex(MaskKeys.ONE.derived("headwater mask: token v1", 32)));
  }

  @Test
  void isTheHmacOfTheJsonTextUnderTheDerivedKey() {
    byte[] key = MaskKeys.ONE.derived("headwater mask: hash v1", 32);

    assertThat(hash.of(Value.of("a")))
        .isEqualTo(HexFormat.of().formatHex(Hkdf.hmac(key, new byte[] {'"', 'a', '"'})));
  }
}
