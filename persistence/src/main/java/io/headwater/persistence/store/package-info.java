/**
 * Directories that hold a local store: one opener at a time, a known format, damage remembered.
 *
 * <p>In: a configured directory. Out: a locked {@link
 * io.headwater.persistence.store.StoreDirectory} and typed failures. Invariant: only files with the
 * prefix {@code headwater.} are ever deleted. On failure: {@link
 * io.headwater.persistence.store.StoreException} names the directory and the mend.
 */
@NullMarked
package io.headwater.persistence.store;

import org.jspecify.annotations.NullMarked;
