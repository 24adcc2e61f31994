/**
 * Binds ports to their adapters and starts the stages of one process, in the order of the pipeline.
 *
 * <p>On failure: what was started is stopped again, and the reason says what to mend.
 */
@NullMarked
package io.headwater.app.wiring;

import org.jspecify.annotations.NullMarked;
