package io.headwater.capture.normalize;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * MariaDB's global transaction ids, {@code domain-server-sequence}.
 *
 * <p>A replica's position is the newest id of each domain. What was read is told by the highest
 * sequence of each domain <em>and server</em>: only there sequences are sure to increase, also when
 * servers of one domain wrote at the same time. So an id that was not read is never taken for one
 * that was.
 *
 * @param newest the newest id of each domain
 * @param sequences the highest sequence number of each {@code domain-server}
 */
public record MariaDbGtids(Map<Long, String> newest, Map<String, Long> sequences) implements Gtids {

  private static final Pattern GTID = Pattern.compile("([0-9]{1,10})-([0-9]{1,10})-([0-9]{1,19})");

  public MariaDbGtids {
    newest = Collections.unmodifiableMap(new TreeMap<>(newest));
    sequences = Collections.unmodifiableMap(new TreeMap<>(sequences));
  }

  /** Whether the text is one such id. */
  public static boolean isGtid(String text) {
    return GTID.matcher(text).matches();
  }

  /**
   * Reads a set.
   *
   * @param position the newest id of each domain, separated by commas
   * @param all the highest id of each domain and server; that of the position may be missing
   */
  public static MariaDbGtids of(String position, String all) {
    MariaDbGtids set = new MariaDbGtids(Map.of(), Map.of());
    for (String ids : new String[] {all, position}) {
      for (String id : ids.split(",", -1)) {
        if (!id.isBlank()) {
          set = set.with(id.trim());
        }
      }
    }
    return set;
  }

  @Override
  public MariaDbGtids with(String gtid) {
    Matcher parts = GTID.matcher(gtid);
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + gtid + "' is no global transaction id of MariaDB");
    }
    Map<Long, String> positions = new TreeMap<>(newest);
    positions.put(Long.parseLong(parts.group(1)), gtid);
    Map<String, Long> highest = new TreeMap<>(sequences);
    highest.merge(parts.group(1) + "-" + parts.group(2), Long.parseLong(parts.group(3)), Math::max);
    return new MariaDbGtids(positions, highest);
  }

  @Override
  public boolean isWithin(Gtids other) {
    return other instanceof MariaDbGtids set
        && sequences.entrySet().stream()
            .allMatch(
                origin -> origin.getValue() <= set.sequences().getOrDefault(origin.getKey(), -1L));
  }

  @Override
  public String position() {
    return String.join(",", newest.values());
  }

  @Override
  public String text() {
    return sequences.entrySet().stream()
        .map(origin -> origin.getKey() + "-" + origin.getValue())
        .collect(Collectors.joining(","));
  }
}
