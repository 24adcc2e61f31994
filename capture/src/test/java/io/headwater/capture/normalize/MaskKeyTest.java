package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.resource.TableName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MaskKeyTest {

  private static final ColumnRules RULES =
      new ColumnRules(
          Map.of(new TableName("public", "people"), Map.of("email", new ColumnRule.Hash())));

  @Test
  void isAtLeast32BytesInBase64() {
    assertThat(MaskKey.parse(MaskKeys.text(7, 32))).isPresent();
    assertThat(MaskKey.parse(MaskKeys.text(7, 80))).isPresent();
    assertThat(MaskKey.parse(MaskKeys.text(7, 31))).isEmpty();
    assertThat(MaskKey.parse("a text of more than thirty-two characters")).isEmpty();
    assertThat(MaskKey.parse("")).isEmpty();
  }

  @Test
  void mayBeWrittenWithLineBreaks() {
    String text = MaskKeys.text(7, 60);
    MaskKey broken =
        MaskKey.parse(text.substring(0, 64) + "\n" + text.substring(64) + "\n").orElseThrow();

    assertThat(broken.derived("a", 32))
        .isEqualTo(MaskKey.parse(text).orElseThrow().derived("a", 32))
        .isNotEqualTo(broken.derived("b", 32))
        .isNotEqualTo(MaskKeys.ONE.derived("a", 32));
  }

  @Test
  void isNeverShown() {
    String text = MaskKeys.text('k', 32);
    Optional<MaskKey> key = MaskKey.parse(text);

    assertThat(key.toString() + Masking.of(RULES, key))
        .contains("email")
        .doesNotContain(text)
        .doesNotContain("kkk")
        .doesNotContain("107");
  }

  @Test
  void isNeededForHashesAndTokensOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Masking.of(RULES, Optional.empty()))
        .withMessageContaining("key");
    assertThat(
            Masking.of(
                    new ColumnRules(
                        Map.of(
                            new TableName("public", "people"),
                            Map.of(
                                "email", new ColumnRule.Redact(), "phone", new ColumnRule.Drop()))),
                    Optional.empty())
                .isNone())
        .isFalse();
  }
}
