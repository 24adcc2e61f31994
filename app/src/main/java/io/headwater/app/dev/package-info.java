/**
 * {@code headwater dev}: everything in one process, with demo data, traffic and a proof.
 *
 * <p>It writes the same files that a user writes and starts the same stages as {@code run}.
 */
@NullMarked
package io.headwater.app.dev;

import org.jspecify.annotations.NullMarked;
