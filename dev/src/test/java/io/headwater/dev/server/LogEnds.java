package io.headwater.dev.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Takes the last batches of partitions away, as if the broker had died before it wrote them. */
final class LogEnds {

  private static final int BATCH_OVERHEAD = 12;
  private static final int ATTRIBUTES_AT = 21;
  private static final int CONTROL_BIT = 0x20;

  private LogEnds() {}

  /** Cuts the marker off every partition whose name so begins and that ends in one. */
  static int cutMarkers(Path broker, String prefix) throws IOException {
    int cut = 0;
    for (Path partition : partitions(broker, prefix)) {
      cut += cut(partition, true);
    }
    return cut;
  }

  /** Cuts the last batch off every partition whose name so begins. */
  static int cutLast(Path broker, String prefix) throws IOException {
    int cut = 0;
    for (Path partition : partitions(broker, prefix)) {
      cut += cut(partition, false);
    }
    return cut;
  }

  private static int cut(Path partition, boolean onlyMarker) throws IOException {
    int cut = 0;
    for (Path file : files(partition)) {
      if (file.toString().endsWith(".log")) {
        cut += cutLast(file, onlyMarker) ? 1 : 0;
      } else if (file.toString().endsWith(".snapshot")) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(partition.resolveSibling(".kafka_cleanshutdown"));
    Files.deleteIfExists(partition.resolveSibling("recovery-point-offset-checkpoint"));
    return cut;
  }

  private static boolean cutLast(Path log, boolean onlyMarker) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(log));
    int last = -1;
    int next = 0;
    while (next + BATCH_OVERHEAD < content.limit() && content.getInt(next + Long.BYTES) > 0) {
      last = next;
      next += BATCH_OVERHEAD + content.getInt(next + Long.BYTES);
    }
    boolean marker = last >= 0 && (content.getShort(last + ATTRIBUTES_AT) & CONTROL_BIT) != 0;
    if (last < 0 || (onlyMarker && !marker)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(last);
    }
    return true;
  }

  private static List<Path> partitions(Path broker, String prefix) throws IOException {
    return files(broker).stream()
        .filter(Files::isDirectory)
        .filter(path -> path.getFileName().toString().startsWith(prefix))
        .toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
