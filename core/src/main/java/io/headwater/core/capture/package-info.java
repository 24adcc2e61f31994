/**
 * What capture hands on: the records of the change log, and the engine's position.
 *
 * <p>Invariant: the change log's offset is the only order after this stage; a source transaction's
 * events stand together and the last of them says so.
 */
@NullMarked
package io.headwater.core.capture;

import org.jspecify.annotations.NullMarked;
