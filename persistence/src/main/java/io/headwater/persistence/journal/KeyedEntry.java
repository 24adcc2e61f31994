package io.headwater.persistence.journal;

/** An entry and whose it is. */
record KeyedEntry(String persistenceId, JournalEntry entry) {}
