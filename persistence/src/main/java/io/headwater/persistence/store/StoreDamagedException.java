package io.headwater.persistence.store;

/** Thrown when what a local store holds is not what was written; nothing of it was served. */
public final class StoreDamagedException extends StoreException {

  /** Creates the exception with what was found, where and how to mend it. */
  public StoreDamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
