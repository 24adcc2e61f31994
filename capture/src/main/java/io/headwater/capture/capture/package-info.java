/**
 * Reads a source's log with an embedded engine and keeps it as the change log.
 *
 * <p>In: the engine's records, at least once. Out: the change log, exactly once, whole source
 * transactions in commit order, committed with the position that follows them. Invariant: the
 * engine is acknowledged only what is committed. On failure: the engine stops; a new one goes on at
 * the committed position.
 */
@NullMarked
package io.headwater.capture.capture;

import org.jspecify.annotations.NullMarked;
