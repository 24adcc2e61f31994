/**
 * The HTTP server: all endpoints of Headwater on one port.
 *
 * <p>In: {@link io.headwater.http.server.HttpPorts} and settings. Out: a bound server. Invariant:
 * every route is described in {@code /openapi.json}, and nothing else is. On failure: a port that
 * can not be bound fails the start with the way to mend it.
 */
@NullMarked
package io.headwater.http.server;

import org.jspecify.annotations.NullMarked;
