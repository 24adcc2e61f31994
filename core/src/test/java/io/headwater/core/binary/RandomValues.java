package io.headwater.core.binary;

import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Values of every kind, with texts and numbers that are hard to keep. */
final class RandomValues {

  private static final List<String> LITERALS =
      List.of("-0", "0", "1e400", "1.0", "01", "", "-", "-9223372036854775808", "1E-7", "+1");

  private final RandomGenerator random;

  RandomValues(RandomGenerator random) {
    this.random = random;
  }

  Value value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> Value.ofNull();
      case 1 -> Value.of(random.nextBoolean());
      case 2 -> Value.of(random.nextLong() >> random.nextInt(64));
      case 3 -> number();
      case 4, 5 -> Value.of(text());
      case 6 -> {
        List<Value> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          items.add(value(depth - 1));
        }
        yield new Value.Arr(items);
      }
      default -> object(depth);
    };
  }

  Value.Obj object(int depth) {
    Map<String, Value> members = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      members.put(text(), value(depth - 1));
    }
    return new Value.Obj(members);
  }

  String text() {
    int longest = random.nextInt(20) == 0 ? 300 : 12;
    int bits = random.nextInt(22);
    return random
        .ints(random.nextInt(longest), 0, 1 << bits)
        .filter(point -> point <= Character.MAX_CODE_POINT)
        .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private Value number() {
    return switch (random.nextInt(3)) {
      case 0 -> new Value.Num(LITERALS.get(random.nextInt(LITERALS.size())));
      case 1 -> Value.Num.of(new BigDecimal(BigInteger.valueOf(random.nextLong()), 9));
      default ->
          new Value.Num(
              BigInteger.valueOf(Long.MAX_VALUE)
                  .add(BigInteger.valueOf(random.nextInt(-2, 3)))
                  .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1))
                  .toString());
    };
  }
}
