package io.headwater.http.changes;

import io.headwater.core.bootstrap.BootstrapView.ChangeLimits;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.select.Selection;

/** What a client asks for; clients with equal questions get the same batch. */
record Question(
    ResourceType type,
    StreamPositions since,
    ChangeLimits limits,
    Selection selection,
    BatchFormat format) {

  /** The same question from another place on. */
  Question from(StreamPositions next) {
    return new Question(type, next, limits, selection, format);
  }
}
