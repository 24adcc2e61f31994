/**
 * The bootstrap download: all states of a resource type and the positions to follow from.
 *
 * <p>In: snapshots of the bootstrap view. Out: NDJSON, streamed at the client's pace. Invariant:
 * positions and states come from one snapshot, a download is whole only with its completion line,
 * and the snapshot is closed however the download ends. On failure: a problem before the first
 * byte; after it the connection is cut, so that the download can not be mistaken for a whole one.
 */
@NullMarked
package io.headwater.http.bootstrap;

import org.jspecify.annotations.NullMarked;
