package io.headwater.persistence.store;

/** Thrown when another opener, in this process or another one, holds a store's directory. */
public final class StoreLockedException extends StoreException {

  /** Creates the exception with the directory and how to mend it. */
  public StoreLockedException(String message) {
    super(message);
  }
}
