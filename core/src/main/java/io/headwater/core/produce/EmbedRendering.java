package io.headwater.core.produce;

import java.io.IOException;
import java.util.Optional;

/** One embed in one rendering: asked for a fault first, then written. Not thread-safe. */
interface EmbedRendering {

  /** Why the rows cannot be rendered; the reason names the rows and the mend. */
  Optional<String> fault();

  /** Writes the member's value; there must be no fault. Tells where its rows stand. */
  RowPlaces write(DocumentWriter out) throws IOException;
}
