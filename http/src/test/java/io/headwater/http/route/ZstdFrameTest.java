package io.headwater.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZstdFrameTest {

  private static final int[] SIZES = {1, 0, 100, 64 * 1024, 64 * 1024 + 1, 1_000_000, 3};

  @ParameterizedTest
  @EnumSource
  void eachPieceCanBeReadAtOnceAndTheFrameIsWhole(ZstdFrame.Memory memory) throws IOException {
    Random random = new Random(42);
    ByteString plain = ByteString.emptyByteString();
    ByteString packed = ByteString.emptyByteString();
    try (ZstdFrame frame = new ZstdFrame(memory)) {
      for (int size : SIZES) {
        byte[] piece = new byte[size];
        random.nextBytes(piece);
        plain = plain.concat(ByteString.fromArray(piece));
        packed = packed.concat(frame.next(ByteString.fromArray(piece)));
        assertThat(read(packed).readNBytes(plain.length())).isEqualTo(plain.toArray());
      }
      packed = packed.concat(frame.end());
    }

    assertThat(read(packed).readAllBytes()).isEqualTo(plain.toArray());
  }

  private static ZstdInputStream read(ByteString packed) throws IOException {
    return new ZstdInputStream(new ByteArrayInputStream(packed.toArray()));
  }
}
