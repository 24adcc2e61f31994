/** Tests of what needs no server. */
@NullMarked
package io.headwater.http.select;

import org.jspecify.annotations.NullMarked;
