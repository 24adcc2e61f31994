/**
 * What a client wants of states: some members only, and only the states of which something is true.
 *
 * <p>In: the texts of {@code fields} and {@code filter}, and state records. Out: state records.
 * Invariant: members keep their order and numbers their literals; whoever asks for everything gets
 * the same bytes. On failure: an {@link IllegalArgumentException} that tells the client what to
 * mend.
 */
@NullMarked
package io.headwater.http.select;

import org.jspecify.annotations.NullMarked;
