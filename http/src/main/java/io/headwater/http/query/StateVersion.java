package io.headwater.http.query;

import io.headwater.core.json.Bytes;
import java.util.OptionalLong;

/** The version of a state record. */
final class StateVersion {

  private StateVersion() {}

  /** The version; empty when the record has none. */
  static OptionalLong of(Bytes state) {
    return RecordMember.integer(state, "version")
        .map(literal -> OptionalLong.of(Long.parseLong(literal)))
        .orElse(OptionalLong.empty());
  }
}
