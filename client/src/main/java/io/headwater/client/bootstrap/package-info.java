/**
 * Downloads all current states of a resource type, with the stream positions that follow them.
 *
 * <p>In: the newline-delimited JSON of the bootstrap endpoint. Out: one {@link
 * io.headwater.client.bootstrap.StateRecordView} per state, then a {@link
 * io.headwater.client.bootstrap.BootstrapResult}. Invariant: a result is returned only for a
 * complete download whose count and checksum are right, and memory is bounded by the longest line.
 * On failure: {@link io.headwater.client.bootstrap.BootstrapException}; discard the states received
 * and download again.
 */
@NullMarked
package io.headwater.client.bootstrap;

import org.jspecify.annotations.NullMarked;
