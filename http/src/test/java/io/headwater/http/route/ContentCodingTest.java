package io.headwater.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentCodingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zstd | ZSTD",
        "gzip | GZIP",
        "gzip, zstd | ZSTD",
        "gzip;q=1.0, zstd;q=0.9 | GZIP",
        "gzip;q=0.5, zstd;q=0.5 | ZSTD",
        "GZIP ; Q=0.5 | GZIP",
        "* | ZSTD",
        "*;q=0.1, zstd;q=0 | GZIP",
        "zstd;q=0, gzip;q=0 | IDENTITY",
        "br | IDENTITY",
        "identity, gzip;q=0.5 | IDENTITY",
        "identity;q=0.5, gzip;q=0.4 | IDENTITY",
        "identity;q=0.4, gzip;q=0.5 | GZIP",
        "identity;q=0 | IDENTITY",
        "gzip;q=loud | IDENTITY",
        "'' | IDENTITY"
      })
  void takesWhatTheClientLikesBest(String accepted, ContentCoding coding) {
    assertThat(ContentCoding.negotiate(List.of(accepted))).isEqualTo(coding);
  }

  @Test
  void readsSeveralHeadersAndNone() {
    assertThat(ContentCoding.negotiate(List.of("br", "gzip"))).isEqualTo(ContentCoding.GZIP);
    assertThat(ContentCoding.negotiate(List.of())).isEqualTo(ContentCoding.IDENTITY);
  }
}
