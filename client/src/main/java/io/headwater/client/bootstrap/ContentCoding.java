package io.headwater.client.bootstrap;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** The compressions of answers that this library reads. */
public final class ContentCoding {

  /** What a request says it accepts. */
  public static final String ACCEPTED = "zstd, gzip";

  private ContentCoding() {}

  /**
   * The plain bytes of a body, decompressed as they arrive.
   *
   * @param coding the answer's {@code Content-Encoding}; empty for none
   */
  public static InputStream plain(InputStream body, String coding) throws IOException {
    return switch (coding.toLowerCase(Locale.ROOT)) {
      case "", "identity" -> body;
      case "gzip", "x-gzip" -> new GZIPInputStream(body);
      case "zstd" -> new ZstdInputStream(body);
      default -> throw new IOException("its compression is none that was asked for");
    };
  }
}
