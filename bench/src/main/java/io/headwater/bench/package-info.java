/**
 * Benchmarks of the pure core: what one change costs before anything is sent or stored.
 *
 * <p>In: fixed changes of a widget. Out: nanoseconds per operation. Invariant: no I/O is measured.
 */
@NullMarked
package io.headwater.bench;

import org.jspecify.annotations.NullMarked;
