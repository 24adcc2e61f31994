package io.headwater.client.consumer;

import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.bootstrap.MalformedStateException;
import io.headwater.client.bootstrap.PartReceiver;
import io.headwater.client.bootstrap.StateRecordView;
import io.headwater.client.consumer.Downloads.Event;
import io.headwater.client.consumer.Downloads.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes one download, and hands over what was verified of it; holds one block at most. */
final class PartRun implements PartReceiver {

  /** Takes an event, when there is room for it. */
  interface Post {
    void post(Event event) throws InterruptedException;
  }

  /** Ends a download from within. */
  private static final class Ending extends RuntimeException {
    private final transient Optional<Event> event;

    Ending(Optional<Event> event) {
      super("the download ends");
      this.event = event;
    }
  }

  private final Request request;
  private final long maxBytes;
  private final Post post;
  private List<StateChange> states = new ArrayList<>();
  private long bytes;
  private Optional<String> last;
  private @Nullable BootstrapHeader header;

  private PartRun(Request request, long maxBytes, Post post) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.post = post;
    this.last = request.part().after();
  }

  /** Returns when the download has ended in one way or another. */
  static void run(Request request, long maxBytes, Post post) throws InterruptedException {
    PartRun run = new PartRun(request, maxBytes, post);
    try {
      request.provider().download(request.part(), run);
      run.hand();
      post.post(new Event.Ended(request, run.known()));
    } catch (Ending e) {
      if (e.event.isEmpty()) {
        throw (InterruptedException) new InterruptedException("cancelled").initCause(e);
      }
      post.post(e.event.get());
    } catch (ProviderException e) {
      post.post(new Event.Broken(request, e));
    } catch (StreamLostException e) {
      post.post(new Event.Lost(request, e));
    } catch (RuntimeException | Error e) {
      // Also what no retry mends is told: a partition that nobody downloads would wait in silence.
      post.post(new Event.Broken(request, new ProviderException("The download failed: " + e, e)));
    }
  }

  @Override
  public void begins(BootstrapHeader found) {
    int partition = request.partition();
    long position = found.positions().getOrDefault(partition, 0L);
    long floor = request.floors().of(found.epoch(), partition);
    if (position < floor) {
      String behind =
          String.format(
              Locale.ROOT,
              "The provider stands at %d in partition %d, behind the %d that was applied here.",
              position,
              partition,
              floor);
      throw new Ending(
          Optional.of(new Event.Broken(request, new ProviderException(behind, Optional.empty()))));
    }
    header = found;
  }

  @Override
  public void state(StateRecordView state) {
    if (last.isPresent() && Keys.compare(last.get(), state.key()) >= 0) {
      throw new MalformedStateException("its states are not in the order of their ids");
    }
    last = Optional.of(state.key());
    bytes += state.bytes().length();
    if (bytes > maxBytes && !states.isEmpty()) {
      throw new Ending(Optional.of(new Event.TooLarge(request, states.size())));
    }
    states.add(new StateChange.Upsert(state.key(), state.version(), state.bytes()));
  }

  @Override
  public void checkpoint(String after) {
    try {
      hand();
    } catch (InterruptedException e) {
      throw (Ending) new Ending(Optional.empty()).initCause(e);
    }
  }

  private void hand() throws InterruptedException {
    if (!states.isEmpty()) {
      post.post(new Event.Block(request, known(), states));
      states = new ArrayList<>();
      bytes = 0;
    }
  }

  private BootstrapHeader known() {
    BootstrapHeader found = header;
    if (found == null) {
      throw new IllegalStateException("A download begins with its header");
    }
    return found;
  }
}
