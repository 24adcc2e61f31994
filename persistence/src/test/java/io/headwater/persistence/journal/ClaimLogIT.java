package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ClaimLogIT extends OwnershipScenario {

  private static final Claim FIRST = claim(0, "a", "1");
  private static final Claim SECOND = claim(0, "b", "1");
  private static final Claim OTHER = claim(1, "a", "1");

  @Test
  void showsAllNodesTheSameClaimsInTheOrderInWhichTheyWereMade() {
    try (ClaimLog a = new ClaimLog(topics.kafka());
        ClaimLog b = new ClaimLog(topics.kafka())) {
      assertThat(a.read()).isEmpty();
      a.claim(List.of(FIRST, OTHER));
      assertThat(b.read()).containsExactly(FIRST, OTHER);
      b.claim(List.of(SECOND));

      assertThat(a.read()).isEqualTo(b.read()).containsExactly(FIRST, OTHER, SECOND);
      try (ClaimLog late = new ClaimLog(topics.kafka())) {
        assertThat(late.read()).isEqualTo(a.read());
      }
    }
  }

  @Test
  void aClaimThatIsMadeAgainIsTheLatest() {
    try (ClaimLog a = new ClaimLog(topics.kafka());
        ClaimLog b = new ClaimLog(topics.kafka())) {
      a.claim(List.of(FIRST));
      b.claim(List.of(SECOND));
      a.claim(List.of(FIRST));

      assertThat(b.read()).containsExactly(SECOND, FIRST);
    }
  }

  @Test
  void aClaimEndsForAllWhoeverEndsItAndItsIncarnationOnly() {
    Claim again = claim(0, "a", "2");
    try (ClaimLog a = new ClaimLog(topics.kafka());
        ClaimLog b = new ClaimLog(topics.kafka())) {
      a.claim(List.of(FIRST, OTHER, again));
      b.release(List.of(FIRST, OTHER));

      assertThat(a.read()).containsExactly(again);
      a.release(List.of(again, again, SECOND));
      assertThat(b.read()).isEmpty();
    }
  }

  @Test
  void refusesToGoOnWithAClaimThatItCannotRead() throws Exception {
    writeUnreadableClaim();

    assertThatThrownBy(() -> node("a"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("a claim cannot be read")
        .hasMessageContaining("mend:");
  }

  @Test
  void aClaimThatCannotBeReadIsNotOverlookedTheNextTime() throws Exception {
    try (ClaimLog a = new ClaimLog(topics.kafka());
        ClaimLog b = new ClaimLog(topics.kafka())) {
      a.claim(List.of(FIRST));
      writeUnreadableClaim();
      a.claim(List.of(SECOND));

      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(b::read).hasMessageContaining("a claim cannot be read");
      }
      a.release(List.of(claim(0, "c", "1")));
      assertThat(b.read()).containsExactly(FIRST, SECOND);
    }
  }

  private void writeUnreadableClaim() throws Exception {
    Map<String, Object> properties = new HashMap<>(topics.kafka());
    try (KafkaProducer<String, byte[]> foreign =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      byte[] later = "claim of a later version".getBytes(StandardCharsets.UTF_8);
      foreign.send(new ProducerRecord<>(Topics.JOURNAL_OWNERS, 0, "0/c/1", later)).get();
    }
  }

  private static Claim claim(int partition, String writer, String incarnation) {
    return new Claim(
        partition,
        new Claim.Claimant(
            writer, incarnation, JournalRuntime.transactionalId(writer, incarnation), ""));
  }
}
