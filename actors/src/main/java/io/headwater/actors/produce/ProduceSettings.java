package io.headwater.actors.produce;

import java.time.Duration;

/**
 * The settings of the produce stage; each is explained in the configuration reference.
 *
 * @param partitions the number of shards and of partitions of every state topic
 * @param maxDocumentBytes the largest document that is published
 * @param maxOpenTransactions the most units of work that are under way at once
 * @param maxOpenChanges the most row changes that are under way at once, for one source
 * @param maxOpenCharacters the most characters of their values, for one source
 * @param maxTransactionChanges the most changes of one source transaction that are held
 * @param commandTimeout after which an unanswered command is sent again
 */
public record ProduceSettings(
    int partitions,
    int maxDocumentBytes,
    int maxOpenTransactions,
    int maxOpenChanges,
    int maxOpenCharacters,
    int maxTransactionChanges,
    Duration commandTimeout) {

  /** Refuses settings that could not work. */
  public ProduceSettings {
    if (partitions < 1 || maxDocumentBytes < 1 || maxOpenTransactions < 1) {
      throw new IllegalArgumentException("the limits of the produce stage must be positive");
    }
    if (maxOpenChanges < 1 || maxOpenCharacters < 1) {
      throw new IllegalArgumentException("the limits of what is under way must be positive");
    }
    if (maxTransactionChanges < 1 || !commandTimeout.isPositive()) {
      throw new IllegalArgumentException("the limits of the produce stage must be positive");
    }
  }

  /** The most that is under way at once, for one source. */
  Room maxOpen() {
    return new Room(maxOpenChanges, maxOpenCharacters);
  }
}
