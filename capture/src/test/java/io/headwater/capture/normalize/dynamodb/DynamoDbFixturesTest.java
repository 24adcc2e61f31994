package io.headwater.capture.normalize.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.json.Json;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Documented and recorded stream records have the outcomes of their golden files; {@code
 * -Dheadwater.goldens=write} writes these, to be read before they are committed.
 */
class DynamoDbFixturesTest {

  private static final Path ROOT =
      Path.of("src/test/resources/io/headwater/capture/normalize/dynamodb-streams");

  @TestFactory
  Stream<DynamicTest> hasTheOutcomesOfItsGolden() throws IOException {
    return records().stream()
        .map(
            record ->
                DynamicTest.dynamicTest(ROOT.relativize(record).toString(), () -> compare(record)));
  }

  @Test
  void hasRecordsOfEveryForm() throws IOException {
    assertThat(records())
        .extracting(record -> record.getParent().getFileName().toString())
        .contains(
            Stream.of(DeliveryForm.values()).map(DeliveryForm::connector).toArray(String[]::new));
  }

  private static void compare(Path record) throws IOException {
    List<Normalization> outcomes =
        StreamRecords.normalizer().normalize(StreamRecords.raw(Files.readAllBytes(record)));
    byte[] told =
        Json.indented(new Value.Arr(outcomes.stream().map(DynamoDbFixturesTest::told).toList()));
    Path golden = Path.of(record.toString().replaceAll("\\.json$", ".golden.json"));
    if ("write".equals(System.getProperty("headwater.goldens"))) {
      Files.write(golden, told);
    }
    assertThat(new String(told, UTF_8)).isEqualTo(Files.readString(golden));
  }

  private static Value told(Normalization outcome) {
    ObjectBuilder told = new ObjectBuilder();
    return switch (outcome) {
      case Normalization.Normalized change -> {
        change.identity().ifPresent(identity -> told.add("identity", Value.of(identity.text())));
        yield Json.readObject(ChangeLogCodec.encode(change.event())).with(told.build());
      }
      case Normalization.Control control ->
          Json.readObject(ChangeLogCodec.encode(control.control()));
      case Normalization.Skipped skipped -> told.add("skipped", Value.of(skipped.reason())).build();
      case Normalization.Refused refused -> told.add("refused", Value.of(refused.reason())).build();
    };
  }

  private static List<Path> records() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.toString().endsWith(".golden.json"))
          .sorted()
          .toList();
    }
  }
}
