/**
 * How resource events are written in a journal, ours or another plugin's.
 *
 * <p>In: events. Out: compact bytes. Names and codes are ours and versioned; renaming a class never
 * touches stored data. On failure: an unknown name or version is refused with a clear message.
 */
@NullMarked
package io.headwater.persistence.produce;

import org.jspecify.annotations.NullMarked;
