package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoconKeysTest {

  @Test
  void keepsTheOrderOfKeysInEveryBlock() {
    String text =
        """
        # a comment with { and "
        resource widget { // another }
          embed {
            zeta { a = 1, b : [1, { y = 2, x = 3 }] }
            "al pha" = ${?x} { q = "}{" }
            mid.deep = \"""
              } not a block
            \"""
            last = c
          }
        }
        """;
    ConfigFactory.parseString(text);

    HoconKeys keys = HoconKeys.of(text);

    assertThat(keys.below(List.of())).containsExactly("resource widget");
    assertThat(keys.below(List.of("resource widget", "embed")))
        .containsExactly("zeta", "al pha", "mid", "last");
    assertThat(keys.below(List.of("resource widget", "embed", "zeta", "b", "[1]")))
        .containsExactly("y", "x");
    assertThat(keys.repeated()).isEmpty();
  }

  @Test
  void keepsTheOrderOfABracedFileInOneLine() {
    HoconKeys keys = HoconKeys.of("{ \"b\" : 1, \"a\" : { \"d\" : [], \"c\" : {} } }");

    assertThat(keys.below(List.of())).containsExactly("b", "a");
    assertThat(keys.below(List.of("a"))).containsExactly("d", "c");
  }

  @Test
  void findsKeysThatAppearAgain() {
    HoconKeys keys =
        HoconKeys.of("a { x = 1 }\nb = 1\nb = ${?B}\nl = [1]\nl += 2\na {\n  x = 2\n}\n");

    assertThat(keys.repeated())
        .containsExactly(
            new HoconKeys.Repeated(List.of("a"), 6, 1),
            new HoconKeys.Repeated(List.of("a", "x"), 7, 1));
  }

  @Test
  void tellsIntegersOfAnyLengthFromText() {
    String big = "100000000000000000000";
    HoconKeys keys =
        HoconKeys.of(
            "a = %1$s # big\nb = \"%1$s\"\nc = [x, -%1$s, \"%1$s\"], d { e = %1$s }\nf = %1$s a"
                .formatted(big));

    assertThat(keys.isInteger(List.of("a"))).isTrue();
    assertThat(keys.isInteger(List.of("b"))).isFalse();
    assertThat(keys.isInteger(List.of("c", "[0]"))).isFalse();
    assertThat(keys.isInteger(List.of("c", "[1]"))).isTrue();
    assertThat(keys.isInteger(List.of("c", "[2]"))).isFalse();
    assertThat(keys.isInteger(List.of("d", "e"))).isTrue();
    assertThat(keys.isInteger(List.of("f"))).isFalse();
  }
}
