/**
 * What the sources and their engines are doing.
 *
 * <p>In: {@link io.headwater.core.capture.SourceStatuses}. Out: JSON. Invariant: a lag is never
 * negative and never stands still while nothing is heard from the source. On failure: a problem.
 */
@NullMarked
package io.headwater.http.capture;

import org.jspecify.annotations.NullMarked;
