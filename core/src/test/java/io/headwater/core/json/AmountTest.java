package io.headwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

  private static final List<String> ASCENDING =
      List.of(
          "-1e99999999999999999999",
          "-1e999999999",
          "-10",
          "-9.99",
          "-1E-999999999",
          "0",
          "1e-99999999999999999999",
          "1e-999999999",
          "0.1",
          "0.11",
          "1",
          "9",
          "10",
          "123456789012345678",
          "1234567890123456789",
          "1e999999999",
          "1.5e999999999",
          "1e99999999999999999999");

  @Test
  void ordersByAmountWhateverTheExponent() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        String left = ASCENDING.get(i);
        String right = ASCENDING.get(j);
        assertThat(Integer.signum(Amount.compare(left, right)))
            .as("%s and %s", left, right)
            .isEqualTo(Integer.compare(i, j));
        assertThat(Integer.signum(Amount.of(left).compareTo(right)))
            .as("%s and %s", left, right)
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void oneAmountHasManyLiterals() {
    for (String literal : List.of("1200", "1200.0", "1.2e3", "12E+2", "0.0012e6", "120000e-2")) {
      assertThat(Amount.compare(literal, "1200")).as(literal).isZero();
      assertThat(Amount.of(literal)).as(literal).hasToString("0.12e4");
      assertThat(Amount.isInteger(literal)).as(literal).isTrue();
    }
    for (String zero : List.of("0", "-0", "0.00", "0e99999999999999999999", "-0e-5")) {
      assertThat(Amount.compare(zero, "0")).as(zero).isZero();
      assertThat(Amount.of(zero)).as(zero).hasToString("0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, true",
    "1.50e1, true",
    "1.5, false",
    "1e-1, false",
    "1e999999999, true",
    "1e-999999999, false",
    "123456789012345678901234567890, true",
    "-0.0, true"
  })
  void tellsIntegers(String literal, boolean isInteger) {
    assertThat(Amount.isInteger(literal)).isEqualTo(isInteger);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 9, true",
    "3, 10, false",
    "-0, 0, true",
    "0.01, 19.99, true",
    "0.01, 19.999, false",
    "0.1, 0.3, true",
    "2.5, 7.5, true",
    "0.3, 1, false",
    "4, 10, false",
    "4, 1e2, true",
    "3, 1e999999999, false",
    "8, 1e999999999, true",
    "1e-999999999, 7, true",
    "1e999999999, 7, false",
    "7, 0, true",
    "7, -14, true",
    "3, 123456789012345678901234567890, true"
  })
  void tellsMultiples(String divisor, String literal, boolean divides) {
    if (Amount.of(divisor).isPositive()) {
      assertThat(Amount.of(divisor).divides(literal)).isEqualTo(divides);
    }
  }

  @Test
  void agreesWithBigDecimal() {
    Random random = new Random(1);
    List<String> literals =
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    (random.nextBoolean() ? "-" : "")
                        + random.nextInt(1, 5_000)
                        + (random.nextBoolean() ? "." + random.nextInt(1_000) : "")
                        + (random.nextInt(4) == 0 ? "e" + random.nextInt(-6, 6) : ""))
            .toList();
    for (String left : literals) {
      BigDecimal a = new BigDecimal(left);
      for (String right : literals) {
        BigDecimal b = new BigDecimal(right);
        assertThat(Integer.signum(Amount.compare(left, right)))
            .as("%s and %s", left, right)
            .isEqualTo(a.compareTo(b));
        if (a.signum() > 0) {
          assertThat(Amount.of(left).divides(right))
              .as("%s divides %s", left, right)
              .isEqualTo(b.remainder(a).signum() == 0);
        }
      }
    }
  }

  @Test
  void takesTheLongestNumbers() {
    String digits = "7".repeat(Json.MAX_NUMBER_CHARS);

    assertThatNoException().isThrownBy(() -> Amount.of("3").divides(digits));
    assertThat(Amount.compare(digits, "1" + digits)).isNegative();
  }

  @Test
  void countsAreCut() {
    assertThat(Amount.of("3.0").toCount()).isEqualTo(3);
    assertThat(Amount.of("1e10").toCount()).isEqualTo(Integer.MAX_VALUE);
    assertThat(Amount.of("1e100").toCount()).isEqualTo(Integer.MAX_VALUE);
  }
}
