package io.headwater.dev.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Exclusive use of a server directory by one live JVM; the lock dies with the JVM. */
final class DirectoryLock implements AutoCloseable {

  private static final String FILE = "headwater.lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock acquire(Path directory, String server) {
    Path file = directory.resolve(FILE);
    @Nullable FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return new DirectoryLock(channel);
      }
      channel.close();
      throw inUse(directory, server);
    } catch (OverlappingFileLockException e) {
      closeQuietly(channel, e);
      throw inUse(directory, server);
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw new EmbeddedServerException(
          "Cannot lock %s (%s). Make the directory writable for this user.".formatted(file, e), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedServerException("Cannot release the directory lock: " + e.getMessage(), e);
    }
  }

  private static EmbeddedServerException inUse(Path directory, String server) {
    return new EmbeddedServerException(
        "The %s directory %s is in use by a running process. Stop that process or choose another directory."
            .formatted(server, directory));
  }

  private static void closeQuietly(@Nullable FileChannel channel, Exception reason) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
