package io.headwater.capture.normalize;

import java.util.Set;

/**
 * What is known of the columns that a table's before images hold.
 *
 * @param wholeRows whether all columns are logged (REPLICA IDENTITY FULL)
 * @param index the columns of the index that is the identity; empty when there is none
 * @param candidates the columns of every unique index besides the primary key, each of which may
 *     have been the identity at an earlier time
 * @param since the position from which on {@code wholeRows} and {@code index} surely hold; what was
 *     logged before it may have been logged under another identity
 */
public record ReplicaIdentity(
    boolean wholeRows, Set<String> index, Set<String> candidates, LogPosition since) {

  /** Only the key is logged; nothing else may be assumed. */
  public static final ReplicaIdentity KEY_ONLY =
      new ReplicaIdentity(false, Set.of(), Set.of(), new LogPosition(0));

  public ReplicaIdentity {
    index = Set.copyOf(index);
    candidates = Set.copyOf(candidates);
  }
}
