/**
 * The commands of the launcher.
 *
 * <p>Results go to standard output, progress and logs to standard error. Exit codes: 0 done, 1
 * failed, 2 wrong usage, 3 wrong settings, 4 something is unreachable.
 */
@NullMarked
package io.headwater.app.cli;

import org.jspecify.annotations.NullMarked;
