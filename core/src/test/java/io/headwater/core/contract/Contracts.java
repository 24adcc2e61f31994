package io.headwater.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Contracts of schemas that are written with single quotes. */
public final class Contracts {

  private Contracts() {}

  /** The contract of a right schema. */
  public static Contract of(String schema) {
    Compilation compilation = Contract.compile("test.schema.json", json(schema));
    assertThat(compilation).isInstanceOf(Compilation.Compiled.class);
    return ((Compilation.Compiled) compilation).contract();
  }

  static List<ContractFault> faults(String schema) {
    return switch (Contract.compile("test.schema.json", json(schema))) {
      case Compilation.Compiled ignored -> List.of();
      case Compilation.Refused refused -> refused.faults();
    };
  }

  /** The violation's text; empty when there is none. */
  static Optional<String> check(String schema, String document) {
    return of(schema).check(json(document)).map(Violation::toString);
  }

  static Value json(String text) {
    return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
