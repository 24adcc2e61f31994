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
final class WorkStage extends GraphStage<FlowShape<ConsumerRecord<byte[], byte[]>, Work>> {

  private final Inlet<ConsumerRecord<byte[], byte[]>> in = Inlet.create("records");
  private final Outlet<Work> out = Outlet.create("works");
  private final Supplier<ChangeLogWorks> works;

  WorkStage(Supplier<ChangeLogWorks> works) {
    this.works = works;
  }

  @Override
  public FlowShape<ConsumerRecord<byte[], byte[]>, Work> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private Optional<ChangeLogWorks> open = Optional.empty();
    private Iterator<Work> left = Collections.emptyIterator();

    private Logic() {
      super(shape());
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              left = open.orElseThrow().of(grab(in)).iterator();
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
      open.ifPresent(ChangeLogWorks::close);
    }

    private void pushOrPull() {
      if (left.hasNext()) {
        push(out, left.next());
      } else if (isClosed(in)) {
        completeStage();
      } else {
        pull(in);
      }
    }
  }
}
