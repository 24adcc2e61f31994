package io.headwater.client.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.bootstrap.Operation;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StateRecordReaderTest {

  @Test
  void readsCreatesUpdatesDeletesAndTombstones() {
    String create = StateTexts.value("1", 1, "create");
    String update = StateTexts.value("\"ü\"", 2, "update");
    String delete = StateTexts.value("{\"a\":1,\"b\":2}", 3, "delete");

    assertThat(read(StateTexts.kafka(0, 1, "1", create)))
        .isEqualTo(new StateRecord.Upsert("1", 1, Operation.CREATE, JsonBytes.of(create)));
    assertThat(read(StateTexts.kafka(0, 2, "ü", update)))
        .isEqualTo(new StateRecord.Upsert("ü", 2, Operation.UPDATE, JsonBytes.of(update)));
    assertThat(read(StateTexts.kafka(0, 3, "{\"a\":1,\"b\":2}", delete)))
        .isEqualTo(new StateRecord.Delete("{\"a\":1,\"b\":2}", 3, JsonBytes.of(delete)));
    assertThat(read(StateTexts.kafka(0, 4, "1", null))).isEqualTo(new StateRecord.Tombstone("1"));
  }

  @Test
  void tellsWhereARecordWas() {
    DeliveredRecord delivered = StateRecordReader.read(StateTexts.kafka(3, 77, "1", null));

    assertThat(delivered.partition()).isEqualTo(3);
    assertThat(delivered.offset()).isEqualTo(77);
  }

  @Test
  void namesThePlaceOfAMalformedRecord() {
    assertThatThrownBy(() -> read(StateTexts.kafka(3, 77, "1", "{\"secret\"")))
        .isInstanceOfSatisfying(
            MalformedStateRecordException.class,
            e -> {
              assertThat(e.topic()).isEqualTo(StateTexts.TOPIC);
              assertThat(e.partition()).isEqualTo(3);
              assertThat(e.offset()).isEqualTo(77);
            })
        .hasMessageContaining("topic headwater.state.widget, partition 3, offset 77")
        .hasMessageContaining("not valid JSON")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesKeysThatAreNotTheId() {
    byte[] value = StateTexts.value("1", 1, "update").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> read(StateTexts.kafka(0, 1, "2", StateTexts.value("1", 1, "update"))))
        .isInstanceOf(MalformedStateRecordException.class)
        .hasMessageContaining("another than its key");
    assertThatThrownBy(
            () ->
                read(new ConsumerRecord<>(StateTexts.TOPIC, 0, 1, new byte[] {(byte) 0xC3}, value)))
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> read(new ConsumerRecord<>(StateTexts.TOPIC, 0, 1, null, value)))
        .hasMessageContaining("no key");
  }

  private static StateRecord read(ConsumerRecord<byte[], byte[]> kafkaRecord) {
    return StateRecordReader.read(kafkaRecord).record();
  }
}
