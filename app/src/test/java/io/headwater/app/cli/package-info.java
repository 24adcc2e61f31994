/** The commands as the terminal shows them. */
@NullMarked
package io.headwater.app.cli;

import org.jspecify.annotations.NullMarked;
