package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.Optional;

/**
 * Something that keeps a source from being captured.
 *
 * @param table the table it is about; empty when it is about the server or the connection
 * @param column the column it is about, when it is about one
 * @param what what is wrong
 * @param mend what to do about it
 */
public record SourceProblem(
    Optional<TableName> table, Optional<String> column, String what, String mend) {

  static SourceProblem ofServer(String what, String mend) {
    return new SourceProblem(Optional.empty(), Optional.empty(), what, mend);
  }

  static SourceProblem ofTable(TableName table, String what, String mend) {
    return new SourceProblem(Optional.of(table), Optional.empty(), what, mend);
  }

  static SourceProblem ofColumn(TableName table, String column, String what, String mend) {
    return new SourceProblem(Optional.of(table), Optional.of(column), what, mend);
  }

  @Override
  public String toString() {
    return what + "; mend: " + mend;
  }
}
