@NullMarked
package io.headwater.replica;

import org.jspecify.annotations.NullMarked;
