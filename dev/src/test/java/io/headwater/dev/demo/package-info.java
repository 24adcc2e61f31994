/** Tests of the demo. */
@NullMarked
package io.headwater.dev.demo;

import org.jspecify.annotations.NullMarked;
