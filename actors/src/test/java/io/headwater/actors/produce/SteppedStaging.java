package io.headwater.actors.produce;

import io.headwater.core.produce.RoutedChange;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Staging of widgets with one row each, which holds whoever asks for the first resource until the
 * test lets go, and notes what would crash a process whose staging is native memory.
 */
final class SteppedStaging implements SnapshotStaging {

  private static final long LIMIT_SECONDS = 60;

  final CountDownLatch entered = new CountDownLatch(1);
  final CountDownLatch letGo = new CountDownLatch(1);
  final CountDownLatch closed = new CountDownLatch(1);
  final Queue<String> faults = new ConcurrentLinkedQueue<>();

  private final List<RoutedChange> staged = new ArrayList<>();
  private final AtomicBoolean inUse = new AtomicBoolean();

  @Override
  public void clear() {
    use();
    staged.clear();
  }

  @Override
  public void stage(List<RoutedChange> changes) {
    use();
    staged.addAll(changes);
  }

  @Override
  public boolean contains(ResourceKey resource) {
    use();
    return staged.stream().anyMatch(change -> change.resource().equals(resource));
  }

  @Override
  public Iterator<StagedResource> resources() {
    use();
    Iterator<RoutedChange> left = List.copyOf(staged).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        use();
        return left.hasNext();
      }

      @Override
      public StagedResource next() {
        use();
        inUse.set(true);
        entered.countDown();
        await(letGo);
        inUse.set(false);
        RoutedChange change = left.next();
        return new StagedResource(change.resource(), List.<RowChange>of(change.change()));
      }
    };
  }

  @Override
  public void close() {
    if (inUse.get()) {
      faults.add("closed while it was read");
    }
    closed.countDown();
  }

  private void use() {
    if (closed.getCount() == 0) {
      faults.add("used after it was closed");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the test did not let go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
