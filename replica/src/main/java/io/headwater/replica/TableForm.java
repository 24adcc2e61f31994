package io.headwater.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a replica's table looks like.
 *
 * @param own the names of the columns that are ours
 * @param payload the columns that are made for the document
 * @param members in the order of {@code payload}, which has one more; empty when the document is in
 *     one column
 */
record TableForm(Layout own, List<Wanted> payload, List<String> members) {

  static final String OTHER = Identifiers.OWN + "other";

  /** A column that the table must have. */
  record Wanted(String name, ColumnKind kind) {}

  /** {@code id, version, document, generation}. */
  static TableForm document() {
    return new TableForm(
        new Layout("id", "version", "generation", List.of()),
        List.of(new Wanted("document", ColumnKind.ANYTHING)),
        List.of());
  }

  /**
   * A column for each member of the contract.
   *
   * @throws IllegalArgumentException when it is not a JSON object, or a member cannot name a column
   */
  static TableForm columns(String contract) {
    SequencedMap<String, ColumnKind> members = ContractMembers.of(contract);
    List<Wanted> payload = new ArrayList<>();
    members.forEach((member, kind) -> payload.add(new Wanted(column(member), kind)));
    payload.add(new Wanted(OTHER, ColumnKind.ANYTHING));
    return new TableForm(
        new Layout(
            Identifiers.OWN + "id",
            Identifiers.OWN + "version",
            Identifiers.OWN + "generation",
            List.of()),
        List.copyOf(payload),
        List.copyOf(members.keySet()));
  }

  boolean isDocument() {
    return members.isEmpty() && payload.size() == 1 && !payload.getFirst().name().equals(OTHER);
  }

  RowReader reader(Layout layout) {
    return isDocument() ? new DocumentReader() : new ColumnsReader(layout, members);
  }

  private static String column(String member) {
    String column = Identifiers.column(member);
    if (!ReplicaTable.isName(column)) {
      throw new IllegalArgumentException(
          "the contract's member '%s' cannot name a column; mend: keep whole documents (without --columns), or give it a name of 1 to %d bytes in the mapping"
              .formatted(member, Identifiers.MAX_BYTES));
    }
    return column;
  }
}
