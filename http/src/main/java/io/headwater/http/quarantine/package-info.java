/**
 * The quarantine over HTTP: what was refused and why, and wishes that it be tried again or dropped.
 *
 * <p>In: requests. Out: groups, pages and records as JSON; wishes to the desk. Invariant: a wish is
 * answered when it is durable, and its outcome is told by the record. On failure: an RFC 9457
 * problem.
 */
@NullMarked
package io.headwater.http.quarantine;

import org.jspecify.annotations.NullMarked;
