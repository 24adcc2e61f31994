package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * DynamoDB's numbers, which it sends as text: up to 38 significant digits, zero or amounts from
 * 1E-130 to 9.9…E+125 (DynamoDB developer guide, "Naming rules and data types").
 */
final class AttributeNumbers {

  private static final int MAX_DIGITS = 38;
  private static final int MIN_EXPONENT = -130;
  private static final int MAX_EXPONENT = 125;

  /** Longer than any such number in plain notation, which is 1E-130 with all its digits. */
  private static final int MAX_CHARS = 256;

  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private AttributeNumbers() {}

  /** The number by its literal; empty when the text is none of DynamoDB's numbers. */
  static Optional<Value.Num> read(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      BigDecimal amount = new BigDecimal(text);
      if (!isOfDynamoDb(amount)) {
        return Optional.empty();
      }
      return Optional.of(
          new Value.Num(JSON_NUMBER.matcher(text).matches() ? text : amount.toString()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isOfDynamoDb(BigDecimal amount) {
    // Exact in long: a scale may be anything that fits into int.
    long exponent = (long) amount.precision() - amount.scale() - 1;
    if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) {
      return false;
    }
    return amount.stripTrailingZeros().precision() <= MAX_DIGITS;
  }
}
