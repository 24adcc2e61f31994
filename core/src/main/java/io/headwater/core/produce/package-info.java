/**
 * Assembles resources: which resources a row change touches, what a change makes of a resource, and
 * which commands may be under way.
 *
 * <p>In: change events in change-log order. Out: resource events. Invariants: a resource is a
 * function of its rows; one event per resource and source transaction; at most one command per
 * resource in flight. Pure: no clock, no I/O.
 */
@NullMarked
package io.headwater.core.produce;

import org.jspecify.annotations.NullMarked;
