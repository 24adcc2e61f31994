package io.headwater.core.produce;

import io.headwater.core.contract.Contract;
import io.headwater.core.contract.Violation;
import java.util.Optional;

/**
 * Checks a resource's documents. Rows that a document has in common with a former one, which kept
 * to the contract, are not checked again where the contract speaks about each row alone. Immutable,
 * thread-safe.
 */
final class ContractCheck {

  private final Contract contract;
  private final DocumentValue values;

  ContractCheck(ResourceMapping mapping, Contract contract) {
    this.contract = contract;
    this.values = new DocumentValue(mapping, contract::allowsExcerptOf);
  }

  /** What people know the contract by. */
  String name() {
    return contract.name();
  }

  /**
   * The first violation that is found; empty when the document keeps to the contract.
   *
   * @param document what the rows were rendered as; if another was taken over in it, then one that
   *     keeps to this contract
   */
  Optional<Violation> violation(ResourceRows rows, Document document) {
    DocumentValue.Parts parts = values.of(rows, document);
    return contract.check(parts.value(), parts.excerpts());
  }
}
