package io.headwater.persistence.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that holds one local store, locked until {@link #close}.
 *
 * <p>It holds {@code headwater.db} (the database), {@code headwater.format} (what wrote it), {@code
 * headwater.lock}, and {@code headwater.damaged} once damage was found. Thread-safe.
 */
public final class StoreDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);

  private static final String DATABASE = "headwater.db";
  private static final String FORMAT = "headwater.format";
  private static final String LOCK = "headwater.lock";
  private static final String DAMAGED = "headwater.damaged";

  // POSIX drops all of a process's locks on a file when any channel on it is closed, so openers
  // within one process must not even touch the lock file of a directory that is held.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private StoreDirectory(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Locks a directory, which is made when it is absent.
   *
   * @throws StoreLockedException when another opener holds it
   * @throws StoreException when it cannot be made or locked
   */
  public static StoreDirectory lock(Path directory) {
    try {
      Path real = Files.createDirectories(directory).toRealPath();
      if (!HELD.add(real)) {
        throw locked(real);
      }
      boolean isLocked = false;
      try {
        FileChannel channel = lockedChannel(real);
        isLocked = true;
        return new StoreDirectory(real, channel);
      } finally {
        if (!isLocked) {
          HELD.remove(real);
        }
      }
    } catch (IOException e) {
      throw new StoreException(
          "the store directory %s cannot be made or locked; mend: give this user the right to write there, or configure another directory"
              .formatted(directory),
          e);
    }
  }

  private static FileChannel lockedChannel(Path real) throws IOException {
    FileChannel channel =
        FileChannel.open(real.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Optional<FileLock> lock = Optional.empty();
    try {
      lock = Optional.ofNullable(channel.tryLock());
    } finally {
      if (lock.isEmpty()) {
        channel.close();
      }
    }
    if (lock.isEmpty()) {
      throw locked(real);
    }
    return channel;
  }

  private static StoreLockedException locked(Path directory) {
    return new StoreLockedException(
        "the store directory %s is in use by another node or process; mend: stop that one, or give each its own directory"
            .formatted(directory));
  }

  /** The directory itself, for messages. */
  public Path path() {
    return directory;
  }

  /** Where the database's own files go; absent after {@link #clear}. */
  public Path database() {
    return directory.resolve(DATABASE);
  }

  /** The text of the last {@link #mark}; empty when there is none. */
  public Optional<String> format() {
    Path file = directory.resolve(FORMAT);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      // Bytes that are no text were not written by any version of this store.
      LOG.warn("the format file {} is unreadable, so the format is unknown", file, e);
      return Optional.of("unreadable");
    }
  }

  /** Records what the database's form is, to be compared at the next opening. */
  public void mark(String format) {
    try {
      Files.writeString(directory.resolve(FORMAT), format + "\n");
    } catch (IOException e) {
      throw new StoreException(
          "the format file in %s cannot be written; mend: free space, or give this user the right to write there"
              .formatted(directory),
          e);
    }
  }

  /** Whether damage was found since the last {@link #clear}, be it by an earlier process. */
  public boolean isDamaged() {
    return Files.exists(directory.resolve(DAMAGED));
  }

  /** Deletes the database, its format and the memory of damage. */
  public void clear() {
    clearDatabase();
    try {
      Files.deleteIfExists(directory.resolve(FORMAT));
      Files.deleteIfExists(directory.resolve(DAMAGED));
    } catch (IOException e) {
      throw undeletable(e);
    }
  }

  /** Deletes the database only; it must not be open. */
  public void clearDatabase() {
    try {
      if (Files.exists(database())) {
        for (Path file : bottomUp(database())) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw undeletable(e);
    }
  }

  private StoreException undeletable(IOException e) {
    return new StoreException(
        "the store in %s cannot be deleted; mend: stop the node and remove the directory"
            .formatted(directory),
        e);
  }

  private static List<Path> bottomUp(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }

  /**
   * The typed form of a database's failure; damage is remembered in the directory, so that the next
   * opening knows of it.
   *
   * @param doing what was being done, such as {@code "reading the states of widget"}
   */
  public StoreException failure(String doing, RocksDBException cause) {
    if (!isDamage(cause)) {
      return new StoreException(
          "%s failed in the store %s: %s; mend: look for a full disk, missing rights or a broken device"
              .formatted(doing, directory, cause.getMessage()),
          cause);
    }
    StoreDamagedException damaged =
        new StoreDamagedException(
            "%s found damage in the store %s: %s; mend: restart the node, which builds the store anew, or stop it and remove the directory"
                .formatted(doing, directory, cause.getMessage()),
            cause);
    try {
      Files.writeString(directory.resolve(DAMAGED), "damage was found\n");
    } catch (IOException e) {
      damaged.addSuppressed(e);
    }
    return damaged;
  }

  // A file that the database counts on and that is gone is reported as an I/O error.
  private static boolean isDamage(RocksDBException e) {
    Optional<Status.Code> code = Optional.ofNullable(e.getStatus()).map(Status::getCode);
    return code.equals(Optional.of(Status.Code.Corruption))
        || (code.equals(Optional.of(Status.Code.IOError))
            && String.valueOf(e.getMessage()).contains("No such file"));
  }

  /** Unlocks the directory; the database must be closed by then. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException(
          "the store directory %s cannot be unlocked; mend: restart the process"
              .formatted(directory),
          e);
    } finally {
      HELD.remove(directory);
    }
  }
}
