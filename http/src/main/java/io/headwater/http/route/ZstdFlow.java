package io.headwater.http.route;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

  /** States repeat each other so much that higher levels gain little and cost much. */
  private static final int LEVEL = 1;

  /** 256 KiB, since every open answer holds a window of this size. */
  private static final int WINDOW_LOG = 18;

  private final Inlet<ByteString> in = Inlet.create("ZstdFlow.in");
  private final Outlet<ByteString> out = Outlet.create("ZstdFlow.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private final ZstdOutputStreamNoFinalizer frame;

    private Logic() {
      super(shape);
      try {
        frame =
            new ZstdOutputStreamNoFinalizer(ready, LEVEL)
                .setWindowLog(WINDOW_LOG)
                .setChecksum(true);
      } catch (IOException e) {
        throw new IllegalStateException("Zstandard cannot be set up", e);
      }
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() throws IOException {
              frame.write(grab(in).toArrayUnsafe());
              frame.flush();
              push(out, taken());
            }

            @Override
            public void onUpstreamFinish() throws IOException {
              frame.close();
              emit(out, taken());
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

    private ByteString taken() {
      ByteString bytes = ByteString.fromArrayUnsafe(ready.toByteArray());
      ready.reset();
      return bytes;
    }

    // What is outside of the heap goes however the stream ends; closing twice does nothing.
    @Override
    public void postStop() throws IOException {
      frame.close();
    }
  }
}
