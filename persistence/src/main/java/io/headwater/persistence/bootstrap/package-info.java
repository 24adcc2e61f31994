/**
 * The bootstrap view's local store: the newest state of every resource and the positions that they
 * belong to.
 *
 * <p>In: records of the state topics, in order. Out: {@link
 * io.headwater.core.bootstrap.BootstrapView}. Invariant: states, count and positions change in one
 * write, so any moment is consistent, after a crash too. On failure: damage is never served; the
 * store is built anew from the topics.
 */
@NullMarked
package io.headwater.persistence.bootstrap;

import org.jspecify.annotations.NullMarked;
