package io.headwater.app.settings;

import io.headwater.core.contract.Compilation;
import io.headwater.core.contract.Contract;
import io.headwater.core.contract.ContractFault;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import java.util.stream.Collectors;

/**
 * The contract of a resource, written or derived.
 *
 * @param schema JSON Schema 2020-12, as it is served
 * @param rules the same, compiled
 */
public record ResourceContract(Bytes schema, Contract rules) {

  /**
   * The contract of a schema that is known to be one.
   *
   * @param name what the people who must mend something know it by
   * @throws IllegalArgumentException when it has rules that cannot be checked
   */
  public static ResourceContract of(String name, Bytes schema) {
    return switch (Contract.compile(name, Json.read(schema.array()))) {
      case Compilation.Compiled compiled -> new ResourceContract(schema, compiled.contract());
      case Compilation.Refused refused ->
          throw new IllegalArgumentException(
              refused.faults().stream()
                  .map(ContractFault::what)
                  .collect(Collectors.joining(", ", name + ": ", "")));
    };
  }
}
