/** Tests of what needs no server. */
@NullMarked
package io.headwater.http.query;

import org.jspecify.annotations.NullMarked;
