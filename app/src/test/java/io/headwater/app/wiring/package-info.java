/** What a process is made of, checked without starting one. */
@NullMarked
package io.headwater.app.wiring;

import org.jspecify.annotations.NullMarked;
