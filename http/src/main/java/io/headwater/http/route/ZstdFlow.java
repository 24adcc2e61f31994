package io.headwater.http.route;

import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Compresses into one Zstandard frame, and lets out each chunk as it comes; a frame that was cut
 * has no end and is refused by whoever reads it.
 */
final class ZstdFlow extends GraphStage<FlowShape<ByteString, ByteString>> {

  private final Inlet<ByteString> in = Inlet.create("ZstdFlow.in");
  private final Outlet<ByteString> out = Outlet.create("ZstdFlow.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

  private final ZstdFrame.Memory memory;

  ZstdFlow(ZstdFrame.Memory memory) {
    this.memory = memory;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private final ZstdFrame frame = new ZstdFrame(memory);

    private Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              push(out, frame.next(grab(in)));
            }

            @Override
            public void onUpstreamFinish() {
              emit(out, frame.end());
              completeStage();
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(in);
            }
          });
    }

    // What is outside of the heap goes however the stream ends.
    @Override
    public void postStop() {
      frame.close();
    }
  }
}
