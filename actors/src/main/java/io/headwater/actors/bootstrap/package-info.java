/**
 * Keeps the bootstrap view close to the heads of the state topics.
 *
 * <p>In: state topics, {@code read_committed}. Out: writes to the view, each with its positions. On
 * failure: read again from the stored positions; the same record twice changes nothing.
 */
@NullMarked
package io.headwater.actors.bootstrap;

import org.jspecify.annotations.NullMarked;
