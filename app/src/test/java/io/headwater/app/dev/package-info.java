/** Tests of the proof that {@code headwater dev --verify} gives. */
@NullMarked
package io.headwater.app.dev;

import org.jspecify.annotations.NullMarked;
