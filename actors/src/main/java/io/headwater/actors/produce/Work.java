package io.headwater.actors.produce;

import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.ResourceChange;
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
 * @param room what it takes among all that is under way
 */
record Work(
    List<CommandLedger.Assignment> assignments,
    List<QuarantineRecord> refused,
    Optional<Long> acknowledges,
    Room room) {

  Work {
    assignments = List.copyOf(assignments);
    refused = List.copyOf(refused);
  }

  /** Work without changes. */
  static Work of(List<QuarantineRecord> refused, Optional<Long> acknowledges) {
    return new Work(List.of(), refused, acknowledges, Room.NONE);
  }

  /** A change that is acknowledged with a later work. */
  static Work of(CommandLedger.Assignment assignment, Room max) {
    return new Work(List.of(assignment), List.of(), Optional.empty(), room(assignment, max));
  }

  /** Takes all the room, so it begins when all before it is acknowledged, and does nothing. */
  static Work barrier(Room max) {
    return new Work(List.of(), List.of(), Optional.empty(), max);
  }

  /**
   * A unit of work in parts that take at most {@code max}, in order; the last acknowledges, if
   * there is something to acknowledge. Changes of one resource in one transaction stay together,
   * and count as {@code max} if they take more.
   */
  static List<Work> parts(
      List<CommandLedger.Assignment> assignments,
      List<QuarantineRecord> refused,
      Optional<Long> acknowledges,
      Room max) {
    List<Work> parts = new ArrayList<>(1);
    List<CommandLedger.Assignment> part = new ArrayList<>();
    List<QuarantineRecord> first = refused;
    Room taken = Room.NONE;
    for (CommandLedger.Assignment assignment : assignments) {
      Room more = room(assignment, max);
      if (!taken.plus(more).fitsIn(max)) {
        parts.add(new Work(part, first, Optional.empty(), taken));
        part.clear();
        first = List.of();
        taken = Room.NONE;
      }
      part.add(assignment);
      taken = taken.plus(more);
    }
    parts.add(new Work(part, first, acknowledges, taken));
    return parts;
  }

  private static Room room(CommandLedger.Assignment assignment, Room max) {
    ResourceChange change = assignment.change();
    return new Room(Math.max(1, change.rows().size()), change.characters()).atMost(max);
  }
}
