package io.headwater.core.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuarantineRecordTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123456Z");

  @Test
  void theSameInputRefusedAgainHasTheSameKey() {
    QuarantineRecord first = refused("x", Bytes.utf8("a"));
    QuarantineRecord again =
        new QuarantineRecord(
            "shop", "produce", "widget/1", "other", "p-0@7", NOW.plusSeconds(1), Bytes.utf8("b"));

    assertThat(first.key()).isEqualTo("shop/produce/widget/1/p-0@7").isEqualTo(again.key());
  }

  @Test
  void textIsKeptAsText() {
    assertThat(json(refused("lacks \"id\"", Bytes.utf8("{\"größe\":1}"))))
        .isEqualTo(
            "{\"source\":\"shop\",\"stage\":\"produce\",\"subject\":\"widget/1\","
                + "\"reason\":\"lacks \\\"id\\\"\",\"position\":\"p-0@7\","
                + "\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"payload\":\"{\\\"größe\\\":1}\"}");
    assertThat(json(refused("empty", Bytes.of(new byte[0])))).endsWith("\"payload\":\"\"}");
  }

  @Test
  void whatIsNoUtf8IsKeptAsBase64() {
    assertThat(json(refused("binary", Bytes.of(new byte[] {(byte) 0xff, 0, 1}))))
        .endsWith(",\"payload_base64\":\"/wAB\"}");
  }

  @Test
  void aReplacementCharacterOfTheInputIsNotMistakenForADecodingError() {
    assertThat(json(refused("odd", Bytes.utf8("\uFFFD")))).endsWith("\"payload_base64\":\"77+9\"}");
  }

  private static QuarantineRecord refused(String reason, Bytes payload) {
    return new QuarantineRecord("shop", "produce", "widget/1", reason, "p-0@7", NOW, payload);
  }

  private static String json(QuarantineRecord refused) {
    return new String(refused.toJson(), UTF_8);
  }

  @Test
  void cutsALargePayloadAndSaysHowLargeItWas() {
    QuarantineRecord large =
        new QuarantineRecord(
            "shop",
            "produce",
            "widget/1",
            "why",
            "headwater.changes.shop-0@7",
            Instant.EPOCH,
            Bytes.of(new byte[QuarantineRecord.MAX_PAYLOAD_BYTES + 1]));

    Value.Obj json = Json.readObject(large.toJson());

    assertThat(json.require("payload_bytes"))
        .isEqualTo(Value.of(QuarantineRecord.MAX_PAYLOAD_BYTES + 1));
    assertThat(((Value.Text) json.require("payload")).value())
        .hasSize(QuarantineRecord.MAX_PAYLOAD_BYTES);
  }
}
