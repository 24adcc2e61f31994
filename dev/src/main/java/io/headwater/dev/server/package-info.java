/**
 * Real servers embedded in (or started by) this JVM, for development and tests.
 *
 * <p>In: a settings record. Out: a running server with its addresses. Invariant: everything listens
 * on 127.0.0.1 only; a kept directory survives kill -9 of the JVM and starts again. On failure: an
 * {@link io.headwater.dev.server.EmbeddedServerException} that names the server, the place and the
 * way out.
 */
@NullMarked
package io.headwater.dev.server;

import org.jspecify.annotations.NullMarked;
