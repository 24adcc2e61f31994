package io.headwater.core.quarantine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the quarantine's topics come to, folded record by record: the newest of each key counts.
 *
 * <p>It holds a bounded number of entries without their payloads. Of records beyond it only the
 * group is held, for the counts; and beyond a second limit nothing. Thread-safe.
 */
public final class QuarantineCatalogue {

  private record Group(String source, String stage, RefusalCause cause) {}

  private final int maxEntries;
  private final int maxCounted;
  private final int maxSettled;
  private final Map<String, QuarantineEntry> entries = new HashMap<>();
  private final TreeMap<QuarantinePage.Cursor, String> order = new TreeMap<>();

  /** Records that are counted and not listed. */
  private final Map<String, Group> unlisted = new HashMap<>();

  private final Map<Group, Long> counts = new HashMap<>();
  private final Set<String> requested = new HashSet<>();
  private final LinkedHashMap<String, Settled> settled;
  private boolean counted = true;

  /** Once there was one; only a hint, so that nobody waits for the lock while there was none. */
  private volatile boolean hasWithheld;

  /**
   * An empty catalogue.
   *
   * @param maxEntries the most records that are listed
   * @param maxCounted the most further records that are counted
   * @param maxSettled the most records of which the end is remembered
   */
  public QuarantineCatalogue(int maxEntries, int maxCounted, int maxSettled) {
    this.maxEntries = maxEntries;
    this.maxCounted = maxCounted;
    this.maxSettled = maxSettled;
    this.settled = new LinkedHashMap<>();
  }

  /** A record is kept, or kept anew. */
  public synchronized void kept(QuarantineEntry entry) {
    remove(entry.id());
    settled.remove(entry.id());
    hasWithheld |= entry.record().input().form() == PayloadForm.RESOURCE;
    QuarantineRecord record = entry.record();
    Group group = new Group(record.source(), record.stage(), record.cause());
    if (entries.size() < maxEntries) {
      entries.put(entry.id(), entry);
      order.put(cursor(entry), entry.id());
    } else if (unlisted.size() < maxCounted) {
      unlisted.put(entry.id(), group);
    } else {
      counted = false;
      return;
    }
    counts.merge(group, 1L, Long::sum);
  }

  /** A record came to its end. */
  public synchronized void settled(String id, Settled end) {
    remove(id);
    settled.remove(id);
    if (settled.size() >= maxSettled) {
      settled.pollFirstEntry();
    }
    settled.put(id, end);
  }

  /** Somebody asked for a retry. */
  public synchronized void requested(String id) {
    if (requested.size() < maxEntries) {
      requested.add(id);
    }
  }

  /** A request was seen to. */
  public synchronized void answered(String id) {
    requested.remove(id);
  }

  /** Whether every record is listed. */
  public synchronized boolean isComplete() {
    return counted && unlisted.isEmpty();
  }

  /** Whether so few are listed, of more that there are, that reading them anew is worth it. */
  public synchronized boolean isWorthReadingAnew() {
    return !isComplete() && entries.size() <= maxEntries / 2;
  }

  /** As {@link QuarantineView#groups}. */
  public synchronized List<QuarantineGroup> groups() {
    Map<Group, List<QuarantineRecord>> listed = new HashMap<>();
    Map<Group, String> examples = new HashMap<>();
    for (QuarantineEntry entry : entries.values()) {
      QuarantineRecord record = entry.record();
      Group group = new Group(record.source(), record.stage(), record.cause());
      listed.computeIfAbsent(group, absent -> new ArrayList<>()).add(record);
      examples.merge(group, entry.id(), (one, other) -> one.compareTo(other) < 0 ? one : other);
    }
    List<QuarantineGroup> groups = new ArrayList<>();
    counts.forEach(
        (group, count) -> {
          List<QuarantineRecord> records = listed.getOrDefault(group, List.of());
          groups.add(
              new QuarantineGroup(
                  group.source(),
                  group.stage(),
                  group.cause(),
                  count,
                  records.stream()
                      .map(record -> record.tries().first())
                      .min(Comparator.naturalOrder()),
                  records.stream().map(QuarantineRecord::timestamp).max(Comparator.naturalOrder()),
                  Optional.ofNullable(examples.get(group))));
        });
    groups.sort(
        Comparator.comparingLong(QuarantineGroup::count)
            .reversed()
            .thenComparing(QuarantineGroup::source)
            .thenComparing(QuarantineGroup::stage)
            .thenComparing(QuarantineGroup::cause));
    return groups;
  }

  /** As {@link QuarantineView#page}. */
  public synchronized QuarantinePage page(
      QuarantineFilter filter, Optional<QuarantinePage.Cursor> after, int limit) {
    List<QuarantineEntry> found = new ArrayList<>();
    Map<QuarantinePage.Cursor, String> rest =
        after.isPresent() ? order.tailMap(after.get(), false) : order;
    for (String id : rest.values()) {
      QuarantineEntry entry = entries.get(id);
      if (entry != null && filter.matches(entry.record())) {
        if (found.size() == limit) {
          return new QuarantinePage(found, Optional.of(cursor(found.getLast())));
        }
        found.add(entry);
      }
    }
    return new QuarantinePage(found, Optional.empty());
  }

  /** As {@link QuarantineView#entry}. */
  public synchronized Optional<QuarantineEntry> entry(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** Whether any record told of a withheld document; never waits. */
  public boolean hasWithheld() {
    return hasWithheld;
  }

  /** Whether a record of that id is there, listed or not. */
  public synchronized boolean isKept(String id) {
    return entries.containsKey(id) || unlisted.containsKey(id);
  }

  /** As {@link QuarantineView#isRetryRequested}. */
  public synchronized boolean isRetryRequested(String id) {
    return requested.contains(id);
  }

  /** As {@link QuarantineView#settled}. */
  public synchronized Optional<Settled> settled(String id) {
    return Optional.ofNullable(settled.get(id));
  }

  private void remove(String id) {
    QuarantineEntry former = entries.remove(id);
    if (former != null) {
      order.remove(cursor(former));
      QuarantineRecord record = former.record();
      uncount(new Group(record.source(), record.stage(), record.cause()));
      return;
    }
    Group group = unlisted.remove(id);
    if (group != null) {
      uncount(group);
    }
  }

  private void uncount(Group group) {
    if (counts.merge(group, -1L, Long::sum) == 0) {
      counts.remove(group);
    }
  }

  private static QuarantinePage.Cursor cursor(QuarantineEntry entry) {
    return new QuarantinePage.Cursor(entry.offset(), entry.partition());
  }
}
