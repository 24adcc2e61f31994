package io.headwater.capture.normalize.dynamodb;

import static io.headwater.capture.normalize.dynamodb.StreamRecords.change;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.normalize;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.normalize.Normalization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDbHostileRecordsTest {

  private static final Path FIXTURES =
      Path.of("src/test/resources/io/headwater/capture/normalize/dynamodb-streams");
  private static final int MUTATIONS_EACH = 400;
  private static final int MOST_CHANGES = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "null",
        "'text'",
        "{",
        "{}",
        "[1]",
        "[[]]",
        "[null]",
        "{'Records':{}}",
        "{'Records':null}",
        "{'Records':[{'kinesis':1}]}",
        "{'Records':[{'kinesis':{}}]}",
        "{'Records':[{'kinesis':{'data':1}}]}",
        "{'Records':[{'kinesis':{'data':'*'}}]}",
        "{'Records':[{'kinesis':{'data':'W10='}}]}",
        "{'Records':[{'kinesis':{'data':'ew=='}}]}",
        "{'Records':[{'kinesis':{'data':'e30='}}]}",
        "{'dynamodb':1}",
        "{'dynamodb':{}}",
        "{'dynamodb':{'Keys':{'id':{'N':'1'}}}}",
        "{'eventName':1,'dynamodb':{'Keys':{'id':{'N':'1'}}}}",
        "{'eventName':'DROP','dynamodb':{'Keys':{'id':{'N':'1'}}}}",
        "{'eventName':'REMOVE','dynamodb':{}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':[]}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{'id':1}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{'id':{'N':'1'},'id':{'N':'2'}}}}",
        "{'eventName':'REMOVE','awsRegion':1,'dynamodb':{'Keys':{'id':{'N':'1'}}}}",
        "{'eventName':'REMOVE','eventSourceARN':{},'dynamodb':{'Keys':{'id':{'N':'1'}}}}",
        "{'eventName':'REMOVE','dynamodb':{'SequenceNumber':1,'Keys':{'id':{'N':'1'}}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{'id':{'S':'\\uD800'}}}}",
      })
  void refusesWithoutThrowing(String json) {
    assertThat(normalize(json)).singleElement().isInstanceOf(Normalization.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'hunter2'",
        "{'eventName':'hunter2','dynamodb':{'Keys':{'id':{'S':'hunter2'}}}}",
        "{'eventName':'INSERT','dynamodb':{'Keys':{'id':{'S':'hunter2'}}}}",
        "{'eventName':'INSERT','dynamodb':{'Keys':{'id':{'S':'hunter2'}},'NewImage':{'id':{'S':'hunter3'}}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{'id':{'hunter2':'hunter2'}}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{'id':{'N':'hunter2'}}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{'id':{'B':'hunter2?'}}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':{'id':{'M':{'hunter2':{'X':'hunter2'}}}}}}",
        "{'eventName':'REMOVE','dynamodb':{'Keys':'hunter2'}}",
        "{'eventName':'REMOVE','dynamodb':{'ApproximateCreationDateTime':'hunter2','Keys':{'id':{'S':'hunter2'}}}}",
        "{'data':'hunter2','eventName':'REMOVE'}",
        "{'Records':'hunter2'}",
        "{'dynamodb':{'hunter2':hunter2}}",
      })
  void quotesNoValueInAReason(String json) {
    assertThat(StreamRecords.refusal(json)).doesNotContain("hunter");
  }

  @Test
  void refusesNestingThatNoParserShouldFollow() {
    String deep = "{'M':{'x':".repeat(50_000);
    assertThat(normalize(change("INSERT", ",'NewImage':{'id':" + deep)))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  @Test
  void ignoresResourceNamesThatAreNotThoseOfTables() {
    for (String arn :
        List.of("x", ":::::", "arn:aws:dynamodb:r:1:table/", "arn:aws:kinesis:r:1:table/x")) {
      String record =
          change("REMOVE", "").replace("{'eventID'", "{'eventSourceARN':'" + arn + "','eventID'");
      assertThat(StreamRecords.event(record).source().table()).isEqualTo(StreamRecords.CONFIGURED);
    }
  }

  @Test
  void givesEachMutatedRecordOutcomesThatTheChangeLogTakes() throws IOException {
    long seed = Long.getLong("headwater.seed", System.nanoTime());
    System.out.println("-Dheadwater.seed=" + seed);
    Random random = new Random(seed);
    int events = 0;
    int refusals = 0;
    for (byte[] record : records()) {
      for (int i = 0; i < MUTATIONS_EACH; i++) {
        List<Normalization> outcomes =
            StreamRecords.normalizer().normalize(StreamRecords.raw(mutated(record, random)));
        assertThat(outcomes).as("seed %d", seed).isNotEmpty();
        for (Normalization outcome : outcomes) {
          if (outcome instanceof Normalization.Normalized normalized) {
            ChangeEvent event = normalized.event();
            assertThat(ChangeLogCodec.decode(ChangeLogCodec.encode(event)))
                .as("seed %d", seed)
                .isEqualTo(event);
            events++;
          } else if (outcome instanceof Normalization.Refused refused) {
            assertThat(refused.reason())
                .as("seed %d", seed)
                .isNotBlank()
                .doesNotContain("unexpected structure");
            refusals++;
          }
        }
      }
    }
    assertThat(events).as("seed %d", seed).isPositive();
    assertThat(refusals).as("seed %d", seed).isPositive();
  }

  /** Characters that JSON and the typed form consist of, put where others were. */
  private static byte[] mutated(byte[] record, Random random) {
    byte[] alphabet = "{}[]\",:0123456789-+.eENSBLM/=ntrue \\u".getBytes(UTF_8);
    byte[] mutated = record.clone();
    for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
      mutated[random.nextInt(mutated.length)] = alphabet[random.nextInt(alphabet.length)];
    }
    return mutated;
  }

  private static List<byte[]> records() throws IOException {
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      List<Path> records =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> !file.toString().endsWith(".golden.json"))
              .sorted()
              .toList();
      return records.stream().map(DynamoDbHostileRecordsTest::bytes).toList();
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
