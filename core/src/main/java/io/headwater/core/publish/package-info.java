/**
 * The records of the state topics.
 *
 * <p>In: resource events. Out: {@link io.headwater.core.publish.StateRecord}. Invariant: equal
 * events are equal bytes; a delete is a delete record, then a tombstone.
 */
@NullMarked
package io.headwater.core.publish;

import org.jspecify.annotations.NullMarked;
