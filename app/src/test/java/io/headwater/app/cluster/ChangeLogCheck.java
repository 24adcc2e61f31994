package io.headwater.app.cluster;

import io.headwater.core.capture.TransactionMark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the change log holds each of the source's transactions once, whole and in one piece.
 *
 * <p>A change that is there twice has no effect on any document, so only this check can find it.
 */
final class ChangeLogCheck {

  private ChangeLogCheck() {}

  /** What is wrong; empty when all is right. */
  static List<String> violations(List<ChangeEntry> changes) {
    List<String> violations = new ArrayList<>();
    Set<String> ended = new HashSet<>();
    Optional<TransactionMark> open = Optional.empty();
    for (ChangeEntry change : changes) {
      if (change.transaction().isEmpty()) {
        continue;
      }
      TransactionMark mark = change.transaction().get();
      String place = "change log at %d: transaction %s".formatted(change.offset(), mark.id());
      boolean goesOn = open.isPresent() && open.get().id().equals(mark.id());
      if (open.isPresent() && !goesOn) {
        violations.add("%s begins in the middle of %s".formatted(place, open.get().id()));
      }
      if (ended.contains(mark.id())) {
        violations.add(place + " is there twice");
      }
      if (goesOn && mark.index() <= open.get().index()) {
        violations.add(
            "%s: change %d comes after change %d"
                .formatted(place, mark.index(), open.get().index()));
      }
      if (mark.last()) {
        ended.add(mark.id());
      }
      open = mark.last() ? Optional.empty() : Optional.of(mark);
    }
    open.ifPresent(mark -> violations.add("transaction %s has no end".formatted(mark.id())));
    return violations;
  }
}
