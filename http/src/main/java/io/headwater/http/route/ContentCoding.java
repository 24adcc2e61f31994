package io.headwater.http.route;

import java.util.List;
import java.util.Locale;
import org.apache.pekko.http.javadsl.coding.Coder;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** How a body is compressed, the best first; streamed bodies come out chunk by chunk. */
enum ContentCoding {
  ZSTD("zstd"),
  GZIP("gzip"),
  IDENTITY("identity");

  private static final String ANY = "*";

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /**
   * What the client likes best; among equals the best. A client that refuses everything gets the
   * body as it is.
   *
   * @param accepted the values of Accept-Encoding
   */
  static ContentCoding negotiate(List<String> accepted) {
    List<String> items =
        accepted.stream().flatMap(value -> List.of(value.split(",")).stream()).toList();
    ContentCoding best = IDENTITY;
    double weight = 0;
    for (ContentCoding coding : values()) {
      double own = weight(items, coding);
      if (own > weight) {
        best = coding;
        weight = own;
      }
    }
    return best;
  }

  private static double weight(List<String> items, ContentCoding coding) {
    // Whoever names codings and not identity would rather have one of them.
    double otherwise = coding == IDENTITY ? Double.MIN_VALUE : 0;
    for (String item : items) {
      String[] parts = item.strip().toLowerCase(Locale.ROOT).split("\\s*;\\s*");
      if (parts[0].equals(coding.token)) {
        return quality(parts);
      }
      if (parts[0].equals(ANY) && coding != IDENTITY) {
        otherwise = quality(parts);
      }
    }
    return otherwise;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith("q=")) {
        try {
          return Double.parseDouble(parts[i].substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }

  /** The response with its body compressed. */
  HttpResponse encode(HttpResponse response) {
    if (!response.status().isSuccess() || response.entity().isKnownEmpty()) {
      return response;
    }
    return switch (this) {
      case ZSTD ->
          Answers.with(
              response.transformEntityDataBytes(new ZstdFlow(memory(response))),
              "Content-Encoding",
              token);
      case GZIP -> Coder.Gzip.encodeMessage(response);
      case IDENTITY -> response;
    };
  }

  private static ZstdFrame.Memory memory(HttpResponse response) {
    return response.entity().getContentType().equals(Types.EVENTS)
        ? ZstdFrame.Memory.TAIL
        : ZstdFrame.Memory.DOWNLOAD;
  }
}
