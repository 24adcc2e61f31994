/**
 * What every endpoint is made of: routes, calls, JSON answers and problems.
 *
 * <p>In: HTTP requests. Out: the matching endpoint's answer. Invariant: a literal path segment wins
 * over a parameter, and whatever goes wrong is answered as an RFC 9457 problem. On failure: a 500
 * problem that carries only the id under which the cause was logged.
 */
@NullMarked
package io.headwater.http.route;

import org.jspecify.annotations.NullMarked;
