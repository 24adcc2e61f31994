package io.headwater.core.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.RefusedInput.Header;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RefusedInput.Place;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuarantineRecordTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final Bytes BINARY = Bytes.of(new byte[] {(byte) 0xff, 0, 1});

  @Test
  void theSameInputRefusedAgainHasTheSameKey() {
    QuarantineRecord first = refused("x", Bytes.utf8("a"));
    QuarantineRecord again =
        new QuarantineRecord(
            "shop", "produce", "widget/1", "other", "p-0@7", NOW.plusSeconds(1), Bytes.utf8("b"));

    assertThat(first.key()).matches("[0-9a-f]{32}").isEqualTo(again.key());
    assertThat(first.withInput(first.input().withIdentity("2")).key()).isNotEqualTo(first.key());
  }

  @Test
  void aResourceHasOneKeyWhereverItsDocumentIsWithheld() {
    ResourceKey widget =
        new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of("a/b")));
    WithheldResource withheld = new WithheldResource(widget, "0/1");

    QuarantineRecord first =
        withheld.refused("shop", RefusalCause.CONTRACT_VIOLATED, "why", "c-0@1", NOW);
    QuarantineRecord second =
        withheld.refused("shop", RefusalCause.DOCUMENT_TOO_LARGE, "more", "c-0@2", NOW);

    assertThat(first.key()).isEqualTo(second.key()).isEqualTo(WithheldResource.key("shop", widget));
    assertThat(WithheldResource.read(first.payload())).contains(withheld);
    assertThat(WithheldResource.read(Bytes.utf8("{\"type\":\"Widget\"}"))).isEmpty();
  }

  @Test
  void isReadAsItWasWritten() {
    QuarantineRecord refused =
        new QuarantineRecord(
            "shop",
            "normalize",
            RefusalCause.UNREADABLE_VALUE,
            "public.größen {\"id\":1}",
            "why; mend: so",
            "0/1",
            NOW,
            BINARY,
            new RefusedInput(
                PayloadForm.RAW,
                PayloadExtent.WHOLE,
                "571:3",
                Optional.of(
                    new Place(
                        "raw.topic",
                        3,
                        42,
                        Optional.of("raw-id"),
                        Optional.of(NOW.minusSeconds(9)))),
                Optional.of(BINARY),
                List.of(
                    new Header("h", BINARY),
                    new Header("h", Bytes.utf8("again")),
                    new Header("headwater_source", Bytes.utf8("not ours")),
                    new Header("__connect.errors.topic", Bytes.utf8("nor this"))),
                Optional.of(new LogPlace("tYpe-id", 0, 7, 2))),
            new Tries(2, NOW.minusSeconds(5), Optional.of("it was refused again")));

    QuarantineCodec.Encoded encoded = QuarantineCodec.encode(refused);

    assertThat(encoded.key()).isEqualTo(refused.key());
    assertThat(encoded.value()).contains(BINARY);
    assertThat(QuarantineCodec.decode(encoded.headers(), BINARY, Instant.EPOCH)).isEqualTo(refused);
  }

  @Test
  void aPlaceInATopicWhoseIdIsNotKnownIsReadAsItWasWritten() {
    QuarantineRecord refused = refused("why", Bytes.utf8("a"));
    QuarantineRecord placed = refused.withInput(refused.input().at(new Place("raw", 1, 9)));

    assertThat(
            QuarantineCodec.decode(
                QuarantineCodec.encode(placed).headers(), placed.payload(), Instant.EPOCH))
        .isEqualTo(placed);
  }

  @Test
  void toolsForConnectsDeadLettersFindTheirHeaders() {
    QuarantineRecord refused = refused("why", Bytes.utf8("a"));

    assertThat(
            QuarantineCodec.encode(refused.withInput(refused.input().at(new Place("raw", 1, 9))))
                .headers())
        .contains(
            header("topic", "raw"),
            header("partition", "1"),
            header("offset", "9"),
            header("connector.name", "shop"),
            header("stage", "PRODUCE"),
            header("exception.message", "why"));
  }

  @Test
  void aRecordOfSomebodyElseIsReadToo() {
    assertThat(QuarantineCodec.decode(List.of(), BINARY, NOW))
        .isEqualTo(
            new QuarantineRecord(
                "unknown",
                "unknown",
                RefusalCause.OTHER,
                "unknown",
                "unknown",
                "unknown",
                NOW,
                BINARY,
                RefusedInput.of(PayloadForm.BYTES).withExtent(PayloadExtent.PARTIAL),
                Tries.firstAt(NOW)));
  }

  @Test
  void cutsALargePayloadAndSaysHowLargeItWas() {
    QuarantineCodec.Encoded encoded =
        QuarantineCodec.encode(
            refused("why", Bytes.of(new byte[QuarantineRecord.MAX_PAYLOAD_BYTES + 1])));
    Bytes kept = encoded.value().orElseThrow();

    assertThat(kept.size()).isEqualTo(QuarantineRecord.MAX_PAYLOAD_BYTES);
    assertThat(encoded.headers())
        .contains(
            new Header("headwater_bytes", Bytes.utf8("" + (1 + kept.size()))),
            new Header("headwater_extent", Bytes.utf8("cut")));
    assertThat(QuarantineCodec.decode(encoded.headers(), kept, NOW).input().extent())
        .isEqualTo(PayloadExtent.CUT);
  }

  @Test
  void theEndOfARecordIsToldByItsTombstone() {
    Settled settled = new Settled("shop", RetryOutcome.SUPERSEDED, 3, NOW);

    QuarantineCodec.Encoded tombstone = QuarantineCodec.settled("abc", settled);

    assertThat(tombstone.value()).isEmpty();
    assertThat(QuarantineCodec.settled(tombstone.headers(), Instant.EPOCH)).isEqualTo(settled);
    assertThat(QuarantineCodec.settled(List.of(), NOW))
        .isEqualTo(new Settled("unknown", RetryOutcome.DROPPED, 0, NOW));
  }

  @Test
  void aWishIsReadAsItWasWritten() {
    RetryRequest wish = new RetryRequest("abc", "shop", 1, 77);

    assertThat(RetryRequest.read("abc", wish.toJson())).contains(wish);
    assertThat(RetryRequest.read("abc", new byte[] {1})).isEmpty();
    assertThat(RetryRequest.read("abc", Bytes.utf8("{\"source\":1}").array())).isEmpty();
  }

  private static Header header(String name, String value) {
    return new Header("__connect.errors." + name, Bytes.utf8(value));
  }

  private static QuarantineRecord refused(String reason, Bytes payload) {
    return new QuarantineRecord("shop", "produce", "widget/1", reason, "p-0@7", NOW, payload);
  }
}
