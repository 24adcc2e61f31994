/** Tests of the embedded servers. */
@NullMarked
package io.headwater.dev.server;

import org.jspecify.annotations.NullMarked;
