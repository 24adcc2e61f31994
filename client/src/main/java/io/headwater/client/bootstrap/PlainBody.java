package io.headwater.client.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;

/** Reads the whole body of an answer, decompressed, from a server that may fall silent. */
public final class PlainBody {

  private PlainBody() {}

  /**
   * The first bytes of the body.
   *
   * @param stallLimit how long the server may stay silent
   * @param maxBytes how many bytes are read; as many say that there may be more
   */
  public static byte[] read(
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer, Duration stallLimit, int maxBytes)
      throws IOException, InterruptedException {
    // An answer to HEAD tells how its body would be, and has none.
    boolean isEmpty = answer.request().method().equals("HEAD");
    String coding = isEmpty ? "" : answer.headers().firstValue("Content-Encoding").orElse("");
    try (BodyChunks chunks = new BodyChunks(stallLimit)) {
      answer.body().subscribe(chunks);
      try (InputStream plain = ContentCoding.plain(new BodyStream(chunks), coding)) {
        return plain.readNBytes(maxBytes);
      }
    } catch (InterruptedIOException e) {
      throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
    }
  }
}
