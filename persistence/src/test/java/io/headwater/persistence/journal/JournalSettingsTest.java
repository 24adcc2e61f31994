package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {

  private static JournalSettings of(String kafka) {
    Config config =
        ConfigFactory.parseString("headwater.persistence.journal.kafka {" + kafka + "}");
    return JournalSettings.from(
        config
            .withFallback(ConfigFactory.defaultReference())
            .resolve()
            .getConfig(KafkaJournalExtension.PLUGIN_ID));
  }

  @Test
  void hasADefaultForEverySettingButTheBroker() {
    JournalSettings settings = of("");

    assertThat(settings.kafka()).isEmpty();
    assertThat(settings.partitions()).isEqualTo(16);
    assertThat(settings.writerId()).isEqualTo("node-1");
    assertThat(settings.maxBatch()).isEqualTo(4_000);
    assertThat(settings.history()).isEqualTo(History.NEWEST);
    assertThat(settings.handOverWait()).isPositive().isLessThan(Duration.ofMinutes(1));
    assertThat(settings.transactionTimeout()).isPositive().isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void takesKafkaPropertiesQuotedOrNot() {
    assertThat(of("\"bootstrap.servers\" = \"b:1\", security.protocol = SSL, retries = 3").kafka())
        .containsOnly(
            Map.entry("bootstrap.servers", "b:1"),
            Map.entry("security.protocol", "SSL"),
            Map.entry("retries", "3"));
  }
}
