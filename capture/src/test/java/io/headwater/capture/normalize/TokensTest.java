package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.cryptomator.siv.SivMode;
import org.junit.jupiter.api.Test;

final class TokensTest {

  private static final List<String> VALUES =
      List.of(
          "\"4929 1234\"",
          "\"\"",
          "\"naïve ☃ 𝄞\"",
          "4929123412341234",
          "1.500",
          "1e400",
          "true",
          "null",
          "[1,null,{\"a\":\"b\"}]",
          "\"" + "x".repeat(100_000) + "\"");

  private final Tokens tokens = new Tokens(MaskKeys.ONE);

  private static Value value(String json) {
    return Json.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void giveTheirValueBackToTheHolderOfTheKey() {
    for (String json : VALUES) {
      String token = tokens.of(value(json));

      assertThat(token).matches("[A-Za-z0-9_-]+");
      assertThat(new Tokens(MaskKeys.ONE).reveal(token)).contains(value(json));
      assertThat(new Tokens(MaskKeys.OTHER).reveal(token)).isEmpty();
    }
  }

  @Test
  void areEqualForEqualValuesOnly() {
    assertThat(VALUES.stream().map(json -> tokens.of(value(json))).distinct())
        .hasSameSizeAs(VALUES);
    assertThat(tokens.of(Value.of("a"))).isEqualTo(new Tokens(MaskKeys.ONE).of(Value.of("a")));
    assertThat(tokens.of(Value.of("1"))).isNotEqualTo(tokens.of(Value.of(1)));
    assertThat(tokens.of(Value.of("a"))).isNotEqualTo(new Tokens(MaskKeys.OTHER).of(Value.of("a")));
  }

  @Test
  void revealNothingWhenTheyAreNone() {
    String token = tokens.of(Value.of("secret"));
    String changed = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);

    for (String none : List.of("", "AA", "no token", changed, token + "AAAA", token.substring(4))) {
      assertThat(tokens.reveal(none)).as(none).isEmpty();
    }
  }

  @Test
  void areMadeByTheCipherOfRfc5297() throws Exception {
    byte[] authentication = hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0");
    byte[] encryption = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    byte[] associated = hex("101112131415161718191a1b1c1d1e1f2021222324252627");
    byte[] plain = hex("112233445566778899aabbccddee");
    byte[] encrypted = hex("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");

    assertThat(new SivMode().encrypt(encryption, authentication, plain, associated))
        .isEqualTo(encrypted);
    assertThat(new SivMode().decrypt(encryption, authentication, encrypted, associated))
        .isEqualTo(plain);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
