package io.headwater.actors.produce;

import io.headwater.core.produce.CommandLedger;
import io.headwater.core.quarantine.QuarantineRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unit of work, or a part of one.
 *
 * @param assignments changes for resources
 * @param refused what goes to the quarantine
 * @param acknowledges the offset that is acknowledged after it, if there is one
 * @param size the room that it takes among all that is under way, in row changes
 */
record Work(
    List<CommandLedger.Assignment> assignments,
    List<QuarantineRecord> refused,
    Optional<Long> acknowledges,
    int size) {

  Work {
    assignments = List.copyOf(assignments);
    refused = List.copyOf(refused);
  }

  /** Work without changes. */
  static Work of(List<QuarantineRecord> refused, Optional<Long> acknowledges) {
    return new Work(List.of(), refused, acknowledges, 0);
  }

  /** A change that is acknowledged with a later work. */
  static Work of(CommandLedger.Assignment assignment, int max) {
    return new Work(List.of(assignment), List.of(), Optional.empty(), size(assignment, max));
  }

  /** Takes all the room, so it begins when all before it is acknowledged, and does nothing. */
  static Work barrier(int max) {
    return new Work(List.of(), List.of(), Optional.empty(), max);
  }

  /**
   * A unit of work in parts of at most {@code max} row changes, in order; the last acknowledges, if
   * there is something to acknowledge. Changes of one resource in one transaction stay together,
   * and more than {@code max} of them count as {@code max}.
   */
  static List<Work> parts(
      List<CommandLedger.Assignment> assignments,
      List<QuarantineRecord> refused,
      Optional<Long> acknowledges,
      int max) {
    List<Work> parts = new ArrayList<>(1);
    List<CommandLedger.Assignment> part = new ArrayList<>();
    List<QuarantineRecord> first = refused;
    int size = 0;
    for (CommandLedger.Assignment assignment : assignments) {
      int more = size(assignment, max);
      if (size + more > max) {
        parts.add(new Work(part, first, Optional.empty(), size));
        part.clear();
        first = List.of();
        size = 0;
      }
      part.add(assignment);
      size += more;
    }
    parts.add(new Work(part, first, acknowledges, size));
    return parts;
  }

  private static int size(CommandLedger.Assignment assignment, int max) {
    return Math.clamp(assignment.change().rows().size(), 1, max);
  }
}
