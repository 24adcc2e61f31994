package io.headwater.core.capture;

/**
 * A change's place in its source transaction.
 *
 * @param id the transaction's id in the source
 * @param index the change's number within the transaction, from 0
 * @param last whether no further change of this transaction follows in the change log
 */
public record TransactionMark(String id, long index, boolean last) {}
