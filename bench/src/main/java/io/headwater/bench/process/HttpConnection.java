package io.headwater.bench.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A connection to an HTTP server that is kept from one request to the next: a bare socket, so that
 * the client costs next to nothing beside what is measured. Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {

  /** What the operating system chooses. */
  static final int DEFAULT_WINDOW = 0;

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration STALL_LIMIT = Duration.ofSeconds(60);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MAX_LINE_BYTES = 16 * 1024;

  private final Socket socket;
  private final String host;
  private final byte[] buffer;
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int at;
  private int end;
  private long received;

  private HttpConnection(Socket socket, String host, int bufferBytes) {
    this.socket = socket;
    this.host = host;
    this.buffer = new byte[bufferBytes];
  }

  static HttpConnection open(URI server) throws IOException {
    return open(server, DEFAULT_WINDOW, BUFFER_BYTES);
  }

  /**
   * Opens a connection.
   *
   * @param windowBytes what may wait in this machine's kernel for the reader, about
   * @param bufferBytes what is read at a time at most
   */
  static HttpConnection open(URI server, int windowBytes, int bufferBytes) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(STALL_LIMIT.toMillis()));
      if (windowBytes != DEFAULT_WINDOW) {
        // Before connecting, as the window's scale is agreed on then.
        socket.setReceiveBufferSize(windowBytes);
      }
      socket.connect(
          new InetSocketAddress(server.getHost(), server.getPort()),
          Math.toIntExact(CONNECT_LIMIT.toMillis()));
      return new HttpConnection(socket, server.getHost() + ":" + server.getPort(), bufferBytes);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Asks for something and returns the body, which must be read to its end before the next request.
   *
   * @param headers whole lines of the request's head
   * @throws IOException when the answer is another than 200, too
   */
  InputStream get(String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(256);
    request.append("GET ").append(path).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    socket
        .getOutputStream()
        .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    String status = line();
    Body body = new Body();
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        body.rest = Long.parseLong(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:") && lower.endsWith("chunked")) {
        body.isChunked = true;
      }
    }
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(
          "GET %s: %s: %s"
              .formatted(path, status, new String(body.readAllBytes(), StandardCharsets.UTF_8)));
    }
    return body;
  }

  /** The bytes that have come, heads and the frames of chunks included. */
  long received() {
    return received;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void fill() throws IOException {
    int read = socket.getInputStream().read(buffer);
    if (read < 0) {
      throw new EOFException("the server has ended the connection within an answer");
    }
    at = 0;
    end = read;
    received += read;
  }

  private String line() throws IOException {
    int length = 0;
    while (true) {
      if (at == end) {
        fill();
      }
      byte one = buffer[at++];
      if (one == '\n') {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
      }
      if (one != '\r') {
        if (length == line.length) {
          throw new IOException("a line of more than %d bytes in a head".formatted(length));
        }
        line[length++] = one;
      }
    }
  }

  /** The body of one answer. */
  private final class Body extends InputStream {

    private boolean isChunked;
    private boolean isFirst = true;
    private boolean isEnded;
    private long rest;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (rest == 0 && isChunked && !isEnded) {
        nextChunk();
      }
      if (rest == 0) {
        return -1;
      }
      if (at == end) {
        fill();
      }
      int count = (int) Math.min(Math.min(rest, length), end - at);
      System.arraycopy(buffer, at, into, from, count);
      at += count;
      rest -= count;
      return count;
    }

    private void nextChunk() throws IOException {
      if (!isFirst) {
        line();
      }
      isFirst = false;
      rest = HexFormat.fromHexDigitsToLong(line());
      if (rest == 0) {
        isEnded = true;
        String trailer = line();
        if (!trailer.isEmpty()) {
          throw new IOException("a trailer behind the last chunk: " + trailer);
        }
      }
    }
  }
}
