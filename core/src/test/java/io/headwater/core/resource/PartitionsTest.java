package io.headwater.core.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionsTest {

  // Computed with org.apache.kafka.common.utils.Utils#murmur2 and #toPositive of Kafka 4.3.1.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|275646681|9",
        "a|-1563381124|4",
        "ab|316155434|2",
        "abc|479470107|3",
        "abcd|-1323649548|8",
        "42|417700972|4",
        "widget-1|1045859624|8",
        "a-little-bit-long-string|-985981536|8",
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8|-58897971|5",
        "ä|-1937952267|5",
        "größe|588164084|8",
        "日本語|1431860170|10",
        "😀|131881617|9",
        "{\"a\":1,\"b\":\"x\"}|-969532402|10",
        "00000000-0000-0000-0000-000000000001|-1445649318|2"
      })
  void placesAKeyAsTheDefaultPartitionerOfKafkaDoes(String key, int murmur2, int ofTwelve) {
    assertThat(Partitions.murmur2(key.getBytes(UTF_8))).isEqualTo(murmur2);
    assertThat(Partitions.of(key, 12)).isEqualTo(ofTwelve);
    assertThat(Partitions.ofPart("widget|" + key, 7, 12)).isEqualTo(ofTwelve);
    assertThat(Partitions.of(key, 1)).isZero();
  }

  @Test
  void spreadsKeysOverAllPartitions() {
    int[] counts = new int[16];
    for (int id = 0; id < 16_000; id++) {
      counts[Partitions.of(Integer.toString(id), counts.length)]++;
    }

    assertThat(IntStream.of(counts)).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }
}
