package io.headwater.core.contract;

import java.util.List;

/** What became of a schema. */
public sealed interface Compilation {

  /** A contract that checks every rule of the schema. */
  record Compiled(Contract contract) implements Compilation {}

  /** No contract: all that is wrong with the schema, at least one fault. */
  record Refused(List<ContractFault> faults) implements Compilation {
    public Refused {
      faults = List.copyOf(faults);
    }
  }
}
