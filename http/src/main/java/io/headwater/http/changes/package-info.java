/**
 * What has changed behind a position: once as JSON, or on and on as server-sent events.
 *
 * <p>In: the view's changes and its advance. Out: batches that each end with the token to go on
 * from. Invariant: whoever follows the tokens misses nothing; a client holds at most one batch, and
 * clients at the same place share it. On failure: a problem before the first byte; after it the
 * event {@code refused} when the token cannot be used any more, else the connection is cut.
 */
@NullMarked
package io.headwater.http.changes;

import org.jspecify.annotations.NullMarked;
