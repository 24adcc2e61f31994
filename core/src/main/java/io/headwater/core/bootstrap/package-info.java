/**
 * The bootstrap view: every current state of a resource type and the stream positions they belong
 * to.
 *
 * <p>In: the state topics. Out: {@link io.headwater.core.bootstrap.BootstrapView}. Invariant:
 * states and positions come from one moment, so following the topic from the positions misses
 * nothing. On failure: not ready, never stale without saying so.
 */
@NullMarked
package io.headwater.core.bootstrap;

import org.jspecify.annotations.NullMarked;
