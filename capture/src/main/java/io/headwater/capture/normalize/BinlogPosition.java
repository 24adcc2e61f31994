package io.headwater.capture.normalize;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the binary log of MariaDB or MySQL.
 *
 * <p>With global transaction ids these alone are compared, because files and offsets are one
 * server's own. Without them the number of the file and the offset in it are; those of files with
 * another base name cannot be compared, and count as not reached.
 *
 * @param file the name of the file
 * @param offset the bytes of the file that are read
 * @param gtids all transactions that are read; empty when the server gives them no ids
 */
public record BinlogPosition(String file, long offset, Optional<Gtids> gtids)
    implements SourcePosition {

  private static final Pattern FILE = Pattern.compile("(.*)\\.([0-9]{1,18})");

  @Override
  public boolean isWithin(SourcePosition reached) {
    if (!(reached instanceof BinlogPosition other)) {
      return false;
    }
    if (gtids.isPresent() || other.gtids().isPresent()) {
      return gtids.isPresent()
          && other.gtids().isPresent()
          && gtids.get().isWithin(other.gtids().get());
    }
    Matcher own = FILE.matcher(file);
    Matcher others = FILE.matcher(other.file());
    if (!own.matches() || !others.matches() || !own.group(1).equals(others.group(1))) {
      return false;
    }
    int order = Long.compare(Long.parseLong(own.group(2)), Long.parseLong(others.group(2)));
    return order < 0 || (order == 0 && offset <= other.offset());
  }

  /** The ids, or {@code file:offset} where there are none. */
  @Override
  public String text() {
    return gtids.map(Gtids::position).orElseGet(() -> file + ":" + offset);
  }
}
