/** Tests of what is read from the user's files. */
@NullMarked
package io.headwater.app.settings;

import org.jspecify.annotations.NullMarked;
