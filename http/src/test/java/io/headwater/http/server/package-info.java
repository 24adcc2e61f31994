/** Tests of all endpoints on a really bound server. */
@NullMarked
package io.headwater.http.server;

import org.jspecify.annotations.NullMarked;
