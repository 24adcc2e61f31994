/**
 * Leases: what a consumer needs to go on is remembered until it has come so far.
 *
 * <p>In: tokens. Out: leases, which every node keeps. Invariant: while a lease lasts, its token is
 * safe for following over HTTP. On failure: a problem, and no lease.
 */
@NullMarked
package io.headwater.http.lease;

import org.jspecify.annotations.NullMarked;
