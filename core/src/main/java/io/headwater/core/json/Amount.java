package io.headwater.core.json;

import java.math.BigInteger;

/**
 * How much a number is, however it is written: {@code 1}, {@code 1.0} and {@code 10e-1} are one
 * amount.
 *
 * <p>It is kept as 0.digits × 10^magnitude, with no zero at either end of the digits; so amounts
 * with any exponent are compared without being written out. An exponent of more than {@value
 * #MAX_EXPONENT_DIGITS} digits counts as one of as many nines. Immutable, thread-safe.
 */
public final class Amount implements Comparable<Amount> {

  /** The most digits of an exponent that are told apart. */
  static final int MAX_EXPONENT_DIGITS = 17;

  private static final long MAX_EXPONENT = 99_999_999_999_999_999L;

  /** The most characters of an integer that is surely a long. */
  private static final int MAX_SHORT = 18;

  private final int sign;
  private final String digits;
  private final long magnitude;
  private final boolean isShort;
  private final long shortValue;

  private Amount(int sign, String digits, long magnitude) {
    this.sign = sign;
    this.digits = digits;
    this.magnitude = magnitude;
    this.isShort = sign == 0 || (magnitude >= digits.length() && magnitude < MAX_SHORT);
    this.shortValue = isShort && sign != 0 ? sign * Long.parseLong(writtenOut()) : 0;
  }

  private String writtenOut() {
    return digits + "0".repeat(Math.toIntExact(magnitude) - digits.length());
  }

  /** The amount of a JSON number's literal. */
  public static Amount of(String literal) {
    int start = literal.charAt(0) == '-' ? 1 : 0;
    int end = exponentMark(literal);
    String mantissa = literal.substring(start, end);
    int point = mantissa.indexOf('.');
    int whole = point < 0 ? mantissa.length() : point;
    String digits =
        point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1);
    int first = 0;
    while (first < digits.length() && digits.charAt(first) == '0') {
      first++;
    }
    int last = digits.length();
    while (last > first && digits.charAt(last - 1) == '0') {
      last--;
    }
    return first == last
        ? new Amount(0, "", 0)
        : new Amount(
            start == 0 ? 1 : -1,
            digits.substring(first, last),
            whole - first + exponent(literal, end));
  }

  private static int exponentMark(String literal) {
    for (int i = 0; i < literal.length(); i++) {
      if (literal.charAt(i) == 'e' || literal.charAt(i) == 'E') {
        return i;
      }
    }
    return literal.length();
  }

  private static long exponent(String literal, int mark) {
    if (mark == literal.length()) {
      return 0;
    }
    int at = mark + 1;
    boolean isNegative = literal.charAt(at) == '-';
    if (isNegative || literal.charAt(at) == '+') {
      at++;
    }
    while (at < literal.length() - 1 && literal.charAt(at) == '0') {
      at++;
    }
    long exponent =
        literal.length() - at > MAX_EXPONENT_DIGITS
            ? MAX_EXPONENT
            : Long.parseLong(literal, at, literal.length(), 10);
    return isNegative ? -exponent : exponent;
  }

  /** Compares the amounts of two JSON numbers' literals. */
  public static int compare(String left, String right) {
    return isShortInteger(left) && isShortInteger(right)
        ? Long.compare(Long.parseLong(left), Long.parseLong(right))
        : of(left).compareTo(of(right));
  }

  /** Compares this with the amount of a JSON number's literal. */
  public int compareTo(String literal) {
    return isShort && isShortInteger(literal)
        ? Long.compare(shortValue, Long.parseLong(literal))
        : compareTo(of(literal));
  }

  @Override
  public int compareTo(Amount other) {
    if (sign != other.sign) {
      return Integer.compare(sign, other.sign);
    }
    int order = Long.compare(magnitude, other.magnitude);
    return sign * (order != 0 ? order : digits.compareTo(other.digits));
  }

  /** Whether a JSON number's literal is of an integer; {@code 1.0} is one. */
  public static boolean isInteger(String literal) {
    return isShortInteger(literal) || of(literal).isInteger();
  }

  /** Whether this is an integer. */
  public boolean isInteger() {
    return sign == 0 || magnitude >= digits.length();
  }

  /** Whether this is above zero. */
  public boolean isPositive() {
    return sign > 0;
  }

  /** Whether this is below zero. */
  public boolean isNegative() {
    return sign < 0;
  }

  /** This integer, or {@link Integer#MAX_VALUE} when it is larger; not below zero. */
  public int toCount() {
    return isShort ? (int) Math.min(shortValue, Integer.MAX_VALUE) : Integer.MAX_VALUE;
  }

  /** Whether the amount of a JSON number's literal is this, which is positive, any times over. */
  public boolean divides(String literal) {
    if (isShort && isShortInteger(literal)) {
      return Long.parseLong(literal) % shortValue == 0;
    }
    Amount dividend = of(literal);
    if (dividend.sign == 0) {
      return true;
    }
    // As integers with powers of ten; a dividend without zeros at its end has no power to give.
    long power = dividend.magnitude - dividend.digits.length() - (magnitude - digits.length());
    if (power < 0) {
      return false;
    }
    BigInteger divisor = new BigInteger(digits);
    return new BigInteger(dividend.digits)
            .multiply(BigInteger.TEN.modPow(BigInteger.valueOf(power), divisor))
            .mod(divisor)
            .signum()
        == 0;
  }

  /** The same text for each literal of this amount. */
  @Override
  public String toString() {
    return sign == 0 ? "0" : (sign < 0 ? "-0." : "0.") + digits + "e" + magnitude;
  }

  private static boolean isShortInteger(String literal) {
    if (literal.length() > MAX_SHORT) {
      return false;
    }
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if ((c < '0' || c > '9') && !(i == 0 && c == '-')) {
        return false;
      }
    }
    return true;
  }
}
