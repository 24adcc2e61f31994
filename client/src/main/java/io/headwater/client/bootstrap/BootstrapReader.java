package io.headwater.client.bootstrap;

import static io.headwater.client.bootstrap.JsonTokens.require;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a bootstrap chunk by chunk: header, states, completion.
 *
 * <p>Every failure but the handler's own is a {@link BootstrapException}. One thread at a time.
 */
final class BootstrapReader {

  /** What was asked for, and what failures call it. */
  record Request(String where, String type, OptionalInt partition) {}

  private final Request request;
  private final PartReceiver receiver;
  private final NdjsonLines lines;
  private final MessageDigest digest = sha256();
  private Optional<BootstrapHeader> header = Optional.empty();
  private boolean complete;
  private long lineNumber;
  private long count;

  BootstrapReader(Request request, int maxLineBytes, PartReceiver receiver) {
    this.request = request;
    this.receiver = receiver;
    this.lines = new NdjsonLines(maxLineBytes, this::line);
  }

  /** Takes the next bytes of the download. */
  void accept(ByteBuffer chunk) {
    try {
      lines.accept(chunk);
    } catch (NdjsonLines.LineTooLongException e) {
      throw malformed(lineNumber + 1, e);
    }
  }

  /** Takes the end of the download: it must be whole by now. */
  BootstrapResult finish() {
    Optional<JsonBytes> rest = lines.rest();
    if (complete && rest.isPresent()) {
      throw malformed(
          lineNumber + 1, new MalformedStateException("it follows the completion line"));
    }
    if (!complete && rest.isPresent() && !completesWithoutNewline(rest.get())) {
      throw brokenOff("its last line is cut off");
    }
    if (!complete) {
      throw brokenOff("its completion line is missing");
    }
    BootstrapHeader known = header.orElseThrow();
    return new BootstrapResult(
        known.type(), known.topic(), known.epoch(), known.positions(), count);
  }

  /** The message for a download that ended or broke off too early, for that reason. */
  String truncated(String reason) {
    return String.format(
        Locale.ROOT,
        "The bootstrap from %s is truncated after %d states: %s. The server or the connection"
            + " broke off; discard the states received and download again.",
        request.where(),
        count,
        reason);
  }

  private void line(byte[] bytes, int length) {
    lineNumber++;
    Optional<StateRecordView> state;
    try {
      state = read(bytes, length);
    } catch (MalformedStateException e) {
      throw malformed(lineNumber, e);
    }
    if (state.isPresent()) {
      digest.update(bytes, 0, length);
      digest.update((byte) '\n');
      count++;
      receiver.state(state.get());
    }
  }

  private Optional<StateRecordView> read(byte[] bytes, int length) {
    require(!complete, "it follows the completion line");
    if (header.isEmpty()) {
      BootstrapHeader found = requested(BootstrapHeader.parse(bytes, length));
      header = Optional.of(found);
      receiver.begins(found);
      return Optional.empty();
    }
    Optional<BootstrapMark> mark = BootstrapMark.parse(bytes, length);
    if (mark.isPresent()) {
      verify(mark.get());
      mark.get().checkpoint().ifPresent(receiver::checkpoint);
      return Optional.empty();
    }
    StateRecordView state = StateRecordView.parse(JsonBytes.copyOf(bytes, length));
    require(state.operation() != Operation.DELETE, "it is a delete, which no bootstrap holds");
    require(state.type().equals(request.type()), "it is of the type \"" + state.type() + "\"");
    return Optional.of(state);
  }

  private BootstrapHeader requested(BootstrapHeader found) {
    require(
        found.type().equals(request.type()),
        "it announces the type \"" + found.type() + "\", not the one asked for");
    if (request.partition().isPresent()) {
      require(
          found.positions().keySet().equals(Set.of(request.partition().getAsInt())),
          "it announces the partitions " + found.positions().keySet() + ", not the one asked for");
    }
    return found;
  }

  private boolean completesWithoutNewline(JsonBytes rest) {
    if (header.isEmpty()) {
      return false;
    }
    Optional<BootstrapMark> completion;
    try {
      completion = BootstrapMark.parse(rest.shared(), rest.length());
    } catch (MalformedStateException e) {
      throw new BootstrapException(
          BootstrapException.Reason.BROKEN_OFF, truncated("its last line is cut off"), e);
    }
    completion.filter(mark -> mark.checkpoint().isEmpty()).ifPresent(this::verify);
    return complete;
  }

  private void verify(BootstrapMark expected) {
    String checksum = "sha256:" + HexFormat.of().formatHex(soFar());
    if (expected.count() != count) {
      throw mismatch("count", Long.toString(expected.count()), Long.toString(count));
    }
    if (!expected.checksum().equalsIgnoreCase(checksum)) {
      throw mismatch("checksum", expected.checksum(), checksum);
    }
    complete = expected.checkpoint().isEmpty();
  }

  private byte[] soFar() {
    try {
      return ((MessageDigest) digest.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The platform's SHA-256 can be copied", e);
    }
  }

  private BootstrapException brokenOff(String reason) {
    return new BootstrapException(BootstrapException.Reason.BROKEN_OFF, truncated(reason));
  }

  private BootstrapException mismatch(String what, String announced, String received) {
    return new BootstrapException(
        BootstrapException.Reason.MISMATCH,
        String.format(
            Locale.ROOT,
            "The bootstrap from %s does not match its %s: the server announced %s, received was"
                + " %s. States were lost or altered on the way; discard the states received and"
                + " download again.",
            request.where(),
            what,
            announced,
            received));
  }

  private BootstrapException malformed(long line, RuntimeException cause) {
    return new BootstrapException(
        BootstrapException.Reason.MALFORMED,
        String.format(
            Locale.ROOT,
            "Line %d of the bootstrap from %s is not as agreed: %s. Check that the address is a"
                + " bootstrap endpoint of a matching release, then download again.",
            line,
            request.where(),
            cause.getMessage()),
        cause);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
