package io.headwater.bench.process;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run found: a line for people, then the same and more as one line of JSON. */
record Report(String benchmark, String summary, Map<String, Object> figures) {

  void print() {
    System.out.println(benchmark + ": " + summary);
    System.out.println(json());
    System.out.flush();
  }

  /** A figure that is a number. */
  double number(String figure) {
    return figures.get(figure) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private String json() {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("benchmark", Value.of(benchmark));
    figures.forEach((name, figure) -> members.put(name, value(figure)));
    Machine.facts().forEach((name, fact) -> members.put(name, value(fact)));
    return new String(Json.bytes(new Value.Obj(members)), StandardCharsets.UTF_8);
  }

  private static Value value(Object figure) {
    return switch (figure) {
      case Integer number -> Value.of(number.longValue());
      case Long number -> Value.of(number);
      case Double number ->
          Value.Num.of(BigDecimal.valueOf(number).setScale(2, RoundingMode.HALF_UP));
      case List<?> several -> new Value.Arr(several.stream().map(Report::value).toList());
      default -> Value.of(figure.toString());
    };
  }
}
