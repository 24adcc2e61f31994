package io.headwater.persistence.store;

/** Thrown when a local store cannot be read or written; the message names its directory. */
public sealed class StoreException extends RuntimeException
    permits StoreDamagedException, StoreLockedException {

  /** Creates the exception with what failed, where and how to mend it. */
  public StoreException(String message) {
    super(message);
  }

  /** Creates the exception with what failed, where, how to mend it, and why. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
