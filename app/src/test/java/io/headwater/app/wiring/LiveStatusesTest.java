package io.headwater.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveStatusesTest {

  private static final String SHOP = "shop";

  private long nanos = 1_000;
  private final LiveStatuses statuses =
      new LiveStatuses(Map.of(SHOP, "PostgreSQL"), source -> Optional.of(5L), () -> nanos);

  @Test
  void aSourceOfWhichNothingIsKnownIsStarting() {
    assertThat(shop().state()).isEqualTo(EngineState.STARTING);
    assertThat(shop().unapplied()).contains(5L);
    assertThat(statuses.here()).isEmpty();
  }

  @Test
  void whatAnotherNodeTellsIsAnsweredHere() {
    statuses.heard(status(EngineState.STREAMING));

    assertThat(shop().state()).isEqualTo(EngineState.STREAMING);
    assertThat(statuses.here()).isEmpty();
  }

  @Test
  void theEngineOfThisNodeGoesBeforeWhatOthersTell() {
    statuses.update(status(EngineState.SNAPSHOT));
    statuses.heard(status(EngineState.STREAMING));

    assertThat(shop().state()).isEqualTo(EngineState.SNAPSHOT);
    assertThat(statuses.here()).containsExactly(status(EngineState.SNAPSHOT));
  }

  @Test
  void anEngineThatStopsHereMayRunOnAnotherNode() {
    statuses.update(status(EngineState.STREAMING));
    statuses.update(status(EngineState.STOPPED));
    assertThat(statuses.here()).isEmpty();

    statuses.heard(status(EngineState.STREAMING));

    assertThat(shop().state()).isEqualTo(EngineState.STREAMING);
  }

  @Test
  void aNodeThatFallsSilentIsNotBelieved() {
    statuses.heard(status(EngineState.STREAMING));
    nanos += LiveStatuses.SILENCE.toNanos();

    assertThat(shop().state()).isEqualTo(EngineState.BACKING_OFF);
    assertThat(shop().position()).contains("0/1");
    assertThat(shop().failure().orElseThrow()).contains("no node has told of it for 10 s");

    statuses.heard(status(EngineState.STREAMING));
    assertThat(shop().failure()).isEmpty();
  }

  @Test
  void anIdleEngineOfThisNodeIsBelieved() {
    statuses.update(status(EngineState.STREAMING));
    nanos += LiveStatuses.SILENCE.toNanos();

    assertThat(shop().state()).isEqualTo(EngineState.STREAMING);
  }

  @Test
  void whatIsToldOfAnUnknownSourceIsIgnored() {
    statuses.heard(new ToldStatus("n", status(EngineState.STREAMING), Optional.empty()).status());

    assertThat(statuses.all()).extracting(SourceStatus::name).containsExactly(SHOP);
  }

  @Test
  void whatANodeTellsIsReadAsItWasWritten() {
    SourceStatus full =
        new SourceStatus(
            SHOP,
            "PostgreSQL",
            EngineState.SNAPSHOT,
            Optional.of("0/1A2B"),
            Optional.of(Instant.parse("2026-11-20T09:11:00.123Z")),
            Optional.of(Instant.parse("2026-11-20T09:11:01Z")),
            Optional.empty(),
            List.of(
                new SourceStatus.TableProgress("public.a", 7, Optional.of(9L), false),
                new SourceStatus.TableProgress("public.b", 3, Optional.empty(), true)),
            Optional.of("it \"broke\""));
    ToldStatus told = new ToldStatus("pekko://headwater@a:1#2", full, Optional.of(12L));
    ToldStatus little = new ToldStatus("n", status(EngineState.STARTING), Optional.empty());

    assertThat(ToldStatus.decode(told.encode())).isEqualTo(told);
    assertThat(ToldStatus.decode(little.encode())).isEqualTo(little);
  }

  private SourceStatus shop() {
    return statuses.named(SHOP).orElseThrow();
  }

  private static SourceStatus status(EngineState state) {
    return new SourceStatus(
        SHOP,
        "PostgreSQL",
        state,
        Optional.of("0/1"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
