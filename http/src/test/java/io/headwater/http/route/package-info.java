/** Tests of what needs no server. */
@NullMarked
package io.headwater.http.route;

import org.jspecify.annotations.NullMarked;
