/** Copies of resources in other processes, and what they survive. */
@NullMarked
package io.headwater.app.copies;

import org.jspecify.annotations.NullMarked;
