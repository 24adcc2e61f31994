package io.headwater.replica;

import io.headwater.client.consumer.StateChange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The whole document in one column, as it was written. */
final class DocumentReader implements RowReader {

  @Override
  public Row read(StateChange.Upsert upsert) throws RefusedChangeException {
    try (RecordTokens tokens = RecordTokens.atResource(upsert.bytes().toByteArray())) {
      return new Row(upsert.key(), upsert.version(), List.of(Optional.of(tokens.json())));
    } catch (IOException e) {
      throw ColumnsReader.unreadable(upsert.key());
    }
  }
}
