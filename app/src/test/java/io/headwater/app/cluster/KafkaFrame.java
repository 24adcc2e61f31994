package io.headwater.app.cluster;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.RequestHeader;

/** One request or answer of Kafka's protocol: four bytes of length and that many bytes. */
final class KafkaFrame {

  private static final int MAX_BYTES = 128 * 1024 * 1024;

  private final byte[] content;

  private KafkaFrame(byte[] content) {
    this.content = content;
  }

  /** The next frame; empty at the end of the stream. */
  static Optional<KafkaFrame> read(DataInputStream in) throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException end) {
      return Optional.empty();
    }
    if (length < Integer.BYTES || length > MAX_BYTES) {
      throw new IOException("a frame of " + length + " bytes is none of Kafka's");
    }
    byte[] content = in.readNBytes(length);
    return content.length < length ? Optional.empty() : Optional.of(new KafkaFrame(content));
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(
        ByteBuffer.allocate(Integer.BYTES + content.length)
            .putInt(content.length)
            .put(content)
            .array());
    out.flush();
  }

  /** A request's header. */
  RequestHeader header() {
    return RequestHeader.parse(buffer());
  }

  /** Which call a request is; all others than those of writers are not looked at any closer. */
  ApiKeys api() {
    return ApiKeys.forId(buffer().getShort());
  }

  /** A request with its content. */
  AbstractRequest request() {
    ByteBuffer buffer = buffer();
    RequestHeader header = RequestHeader.parse(buffer);
    return AbstractRequest.parseRequest(
            header.apiKey(), header.apiVersion(), new ByteBufferAccessor(buffer))
        .request;
  }

  /** Which request an answer belongs to. */
  int correlationId() {
    return buffer().getInt();
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(content);
  }
}
