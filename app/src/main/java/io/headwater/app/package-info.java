/** The command line: parses arguments, reads settings, starts a process and reports. */
@NullMarked
package io.headwater.app;

import org.jspecify.annotations.NullMarked;
