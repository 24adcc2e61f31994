package io.headwater.core.contract;

import java.util.List;

/**
 * Why a schema cannot be a contract.
 *
 * @param path the place in the schema: names and indexes from its root
 * @param what what is wrong
 * @param mend how to put it right
 */
public record ContractFault(List<String> path, String what, String mend) {
  public ContractFault {
    path = List.copyOf(path);
  }
}
