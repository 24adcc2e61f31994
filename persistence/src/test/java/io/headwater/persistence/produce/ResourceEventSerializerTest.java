package io.headwater.persistence.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.headwater.core.binary.MalformedBinaryException;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.ResourceEvent;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ResourceEventSerializerTest {

  private static ActorTestKit system;

  private final Serialization serialization = SerializationExtension.get(system.system());

  @BeforeAll
  static void startSystem() {
    system = ActorTestKit.create(ConfigFactory.load());
  }

  @AfterAll
  static void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void storesTheJournalsBytesUnderTheStableName() {
    for (Map.Entry<String, ResourceEvent> golden : GoldenEvents.byName().entrySet()) {
      ResourceEvent event = golden.getValue();

      byte[] bytes = serialization.serialize(event).get();
      var serializer = serialization.findSerializerFor(event);

      assertThat(Bytes.of(bytes)).isEqualTo(GoldenEvents.bytes(golden.getKey()));
      assertThat(serializer.identifier()).isEqualTo(4_711_001);
      assertThat(Serializers.manifestFor(serializer, event)).isEqualTo(golden.getKey());
      assertThat(serialization.deserialize(bytes, 4_711_001, golden.getKey()).get())
          .isEqualTo(event);
    }
  }

  @Test
  void refusesAnUnknownNameAndSaysWhatToDo() {
    assertThatThrownBy(
            () -> new ResourceEventSerializer().fromBinary(new byte[] {1}, "resource.replaced.v2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("an event 'resource.replaced.v2', which this version of Headwater")
        .hasMessageContaining("mend: run the newer version");
  }

  @Test
  void refusesBytesThatAreNotTheNamedEvent() {
    byte[] deleted = GoldenEvents.bytes("resource.deleted.v1").array();
    ResourceEventSerializer serializer = new ResourceEventSerializer();

    assertThatThrownBy(() -> serializer.fromBinary(deleted, "resource.replaced.v1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("resource.deleted.v1");
    assertThatThrownBy(
            () -> serializer.fromBinary(Arrays.copyOf(deleted, 5), "resource.deleted.v1"))
        .isInstanceOf(NotSerializableException.class)
        .hasCauseInstanceOf(MalformedBinaryException.class);
  }

  @Test
  void refusesWhatIsNoResourceEvent() {
    assertThatThrownBy(() -> new ResourceEventSerializer().toBinary("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }
}
