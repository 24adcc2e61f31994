package io.headwater.actors.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.resource.ResourceType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class EpochWatchTest {

  private static final ResourceType WIDGET = new ResourceType("widget");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private Supplier<Optional<String>> kafka = () -> Optional.of("one");
  private int asked;

  private EpochWatch watch() {
    return new EpochWatch(
        WIDGET,
        () -> {
          asked++;
          return kafka.get();
        },
        now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void whatIsReadOfATopicThatWasMadeAnewIsNotToBeApplied() {
    EpochWatch watch = watch();
    assertThat(watch.epoch()).isEqualTo("one");
    kafka = () -> Optional.of("two");

    assertThatThrownBy(() -> watch.confirm(true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("headwater.state.widget was made anew")
        .hasMessageContaining("mend:");
  }

  @Test
  void aTopicThatWasMadeAnewIsNoticedWhileNothingIsRead() {
    EpochWatch watch = watch();
    kafka = () -> Optional.of("two");
    watch.confirm(false);
    pass(EpochWatch.IDLE);

    assertThatThrownBy(() -> watch.confirm(false)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyReadsShareOneConfirmation() {
    EpochWatch watch = watch();
    for (int i = 0; i < 100; i++) {
      watch.confirm(true);
    }
    assertThat(asked).isEqualTo(2);

    pass(EpochWatch.READING);
    watch.confirm(true);
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void whatCannotBeConfirmedIsNotToBeAppliedButSilenceAloneEndsNothing() {
    EpochWatch watch = watch();
    kafka =
        () -> {
          throw new KafkaException("away");
        };
    pass(EpochWatch.IDLE);

    assertThatCode(() -> watch.confirm(false)).doesNotThrowAnyException();
    assertThatThrownBy(() -> watch.confirm(true)).isInstanceOf(KafkaException.class);
  }

  @Test
  void aTopicThatIsNotThereIsTold() {
    EpochWatch watch = watch();
    kafka = Optional::empty;

    assertThatThrownBy(() -> watch.confirm(true)).hasMessageContaining("does not exist; mend:");
    assertThatThrownBy(this::watch).hasMessageContaining("does not exist; mend:");
  }
}
