package io.headwater.actors.produce;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * Works in steps: a step is made when the first work behind all former steps is asked for, so what
 * stands behind a barrier is made when the barrier is passed. The last step has at least one work;
 * without it the sequence could not tell whether it is at its end. To be gone through once.
 */
final class WorkSequence implements Iterable<Work> {

  private final List<Supplier<Iterator<Work>>> steps;

  WorkSequence(List<Supplier<Iterator<Work>>> steps) {
    this.steps = List.copyOf(steps);
  }

  @Override
  public Iterator<Work> iterator() {
    Iterator<Supplier<Iterator<Work>>> left = steps.iterator();
    return new Iterator<>() {

      private Iterator<Work> step = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        return step.hasNext() || left.hasNext();
      }

      @Override
      public Work next() {
        while (!step.hasNext()) {
          if (!left.hasNext()) {
            throw new NoSuchElementException("all works are taken");
          }
          step = left.next().get();
        }
        return step.next();
      }
    };
  }
}
