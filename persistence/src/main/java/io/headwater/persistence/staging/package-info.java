/**
 * The local stores in which the rows of a source snapshot wait, grouped by resource, and in which
 * rows are located.
 *
 * <p>In: row changes in change-log order. Out: each resource once, with all its rows. Invariant: a
 * row is what its staged changes, in order, make of it. On failure: a typed exception; what is
 * staged does not outlive the process, as the change log is read again.
 */
@NullMarked
package io.headwater.persistence.staging;

import org.jspecify.annotations.NullMarked;
