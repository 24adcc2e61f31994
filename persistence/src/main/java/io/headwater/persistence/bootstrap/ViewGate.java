package io.headwater.persistence.bootstrap;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps native memory from being used after it was freed: many use it at a time, or one changes
 * what there is to use.
 */
final class ViewGate {

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean isShut;

  /** Runs what only uses the database. */
  <T> T whileOpen(Supplier<T> use) {
    lock.readLock().lock();
    try {
      requireOpen();
      return use.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs what only uses the database; does nothing when it is closed. */
  void unlessShut(Runnable use) {
    lock.readLock().lock();
    try {
      if (!isShut) {
        use.run();
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs what opens or drops a part of the database, alone. */
  <T> T alone(Supplier<T> change) {
    lock.writeLock().lock();
    try {
      requireOpen();
      return change.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Closes the database once; nothing gets through afterwards. */
  void shut(Runnable closing) {
    lock.writeLock().lock();
    try {
      if (!isShut) {
        isShut = true;
        closing.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireOpen() {
    if (isShut) {
      throw new IllegalStateException("the bootstrap view is closed");
    }
  }
}
