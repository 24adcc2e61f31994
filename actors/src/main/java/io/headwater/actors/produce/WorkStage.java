package io.headwater.actors.produce;

import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * From records to works, one by one as they are asked for.
 *
 * <p>It opens the works when the stream begins and closes them when it ends, however that comes, in
 * the same thread that goes through them: what they hold is native memory, which must not be freed
 * while it is read.
 */
final class WorkStage
    extends GraphStage<FlowShape<ConsumerRecord<byte[], byte[]>, WorkStage.PartitionWork>> {

  /** A work, and the partition of the change log whose record it follows from. */
  record PartitionWork(int partition, Work work) {}

  private final Inlet<ConsumerRecord<byte[], byte[]>> in = Inlet.create("records");
  private final Outlet<PartitionWork> out = Outlet.create("works");
  private final Supplier<SourceWorks> works;

  WorkStage(Supplier<SourceWorks> works) {
    this.works = works;
  }

  @Override
  public FlowShape<ConsumerRecord<byte[], byte[]>, PartitionWork> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private Optional<SourceWorks> open = Optional.empty();
    private Iterator<Work> left = Collections.emptyIterator();
    private int partition;

    private Logic() {
      super(shape());
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              ConsumerRecord<byte[], byte[]> consumed = grab(in);
              partition = consumed.partition();
              left = open.orElseThrow().of(consumed).iterator();
              pushOrPull();
            }

            @Override
            public void onUpstreamFinish() {
              if (!left.hasNext()) {
                completeStage();
              }
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pushOrPull();
            }
          });
    }

    @Override
    public void preStart() {
      open = Optional.of(works.get());
    }

    @Override
    public void postStop() {
      open.ifPresent(SourceWorks::close);
    }

    private void pushOrPull() {
      if (left.hasNext()) {
        push(out, new PartitionWork(partition, left.next()));
      } else if (isClosed(in)) {
        completeStage();
      } else {
        pull(in);
      }
    }
  }
}
