/**
 * Follows a state topic from given positions and folds it to the newest state per key.
 *
 * <p>In: committed records of {@code headwater.state.<type>}, and the lines of a bootstrap. Out:
 * {@link io.headwater.client.consume.DeliveredRecord}s in partition order, and a {@link
 * io.headwater.client.consume.StateTable}. Invariant: a table never goes back to an older version,
 * whatever is repeated; positions never pass a record that was not handled. On failure: an
 * exception that names topic, partition and offset; what was not handled is delivered again.
 */
@NullMarked
package io.headwater.client.consume;

import org.jspecify.annotations.NullMarked;
