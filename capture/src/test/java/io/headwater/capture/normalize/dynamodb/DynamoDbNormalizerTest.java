package io.headwater.capture.normalize.dynamodb;

import static io.headwater.capture.normalize.dynamodb.StreamRecords.change;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.event;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.normalize;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.refusal;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DynamoDbNormalizerTest {

  private static final String ARN =
      "arn:aws:dynamodb:eu-west-1:111122223333:table/my.orders/stream/2024-06-10T19:26:16.525";
  private static final String NEW = ",'NewImage':{'id':{'N':'1'},'a':{'S':'new'}}";
  private static final String OLD =
      ",'OldImage':{'id':{'N':'1'},'a':{'S':'old'},'b':{'BOOL':true}}";
  private static final Value.Obj KEY = row("{'id':1}").orElseThrow();

  @Test
  void tellsEverythingThatARecordSays() {
    String record =
        "{'eventID':'e1','eventName':'MODIFY','eventVersion':'1.1','eventSource':'aws:dynamodb','awsRegion':'eu-west-1','dynamodb':{'ApproximateCreationDateTime':1795914540.250,'Keys':{'id':{'N':'1'}},'SequenceNumber':'300000000000000499659'%s%s},'eventSourceARN':'%s'}"
            .formatted(NEW, OLD, ARN);
    assertThat(normalize(record))
        .containsExactly(
            new Normalization.Normalized(
                new ChangeEvent(
                    Instant.parse("2026-11-29T01:09:00.250Z"),
                    ChangeType.UPDATE,
                    KEY,
                    row("{'id':1,'a':'old','b':true}"),
                    row("{'id':1,'a':'new','b':null}"),
                    new Origin(
                        "shop",
                        "DynamoDB",
                        "eu-west-1",
                        new TableName("dynamodb", "my.orders"),
                        "300000000000000499659"),
                    Optional.empty(),
                    false,
                    new EngineVersion("dynamodb-streams", "record", "1.1")),
                Optional.of(new EventIdentity("300000000000000499659"))));
  }

  @Test
  void saysOfAttributesThatAreGoneThatTheyAreNull() {
    assertThat(event(change("MODIFY", NEW + OLD)).after())
        .isEqualTo(row("{'id':1,'a':'new','b':null}"));
  }

  @Test
  void replacesTheRowWhereNobodySaysWhichAttributesAreGone() {
    ChangeEvent event = event(change("MODIFY", NEW));
    assertThat(event.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(event.before()).isEmpty();
    assertThat(event.after()).isEqualTo(row("{'id':1,'a':'new'}"));
  }

  @Test
  void readsUpdateAsModify() {
    assertThat(normalize(change("UPDATE", NEW + OLD)))
        .isEqualTo(normalize(change("MODIFY", NEW + OLD)));
  }

  @Test
  void removesByTheKeyAlone() {
    ChangeEvent event = event(change("REMOVE", ""));
    assertThat(event.changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(event.key()).isEqualTo(KEY);
    assertThat(event.before()).isEmpty();
    assertThat(event.after()).isEmpty();
  }

  @Test
  void keepsTheFormerItemOfARemoval() {
    assertThat(event(change("REMOVE", OLD)).before()).isEqualTo(row("{'id':1,'a':'old','b':true}"));
  }

  @Test
  void countsAnEmptyImageAsAbsent() {
    assertThat(normalize(change("REMOVE", OLD + ",'NewImage':{}")))
        .isEqualTo(normalize(change("REMOVE", OLD)));
    assertThat(normalize(change("INSERT", NEW + ",'OldImage':null")))
        .isEqualTo(normalize(change("INSERT", NEW)));
  }

  @Test
  void refusesAViewTypeWithoutTheNewItemAndSaysWhichToSet() {
    for (String name : List.of("INSERT", "MODIFY", "UPDATE")) {
      assertThat(refusal(change(name, OLD)))
          .contains("dynamodb.configured", "NEW_AND_OLD_IMAGES or NEW_IMAGE");
    }
  }

  @Test
  void refusesAnImageOfAnotherKey() {
    String other = ",'NewImage':{'id':{'N':'2'}}";
    assertThat(refusal(change("INSERT", other))).contains("attribute 'id' of 'NewImage'");
    assertThat(refusal(change("INSERT", ",'NewImage':{'a':{'S':'x'}}")))
        .contains("attribute 'id' of 'NewImage'");
  }

  @Test
  void takesTheTableFromTheStreamThenTheRecordThenTheTopic() {
    String both = change("REMOVE", "").replace("{'eventID'", "{'tableName':'told','eventID'");
    String all = both.replace("{'tableName'", "{'eventSourceARN':'" + ARN + "','tableName'");
    assertThat(event(all).source().table()).isEqualTo(new TableName("dynamodb", "my.orders"));
    assertThat(event(both).source().table()).isEqualTo(new TableName("dynamodb", "told"));
    assertThat(event(change("REMOVE", "")).source().table()).isEqualTo(StreamRecords.CONFIGURED);
  }

  @Test
  void refusesARecordOfAnUnknownTable() {
    RawRecord raw =
        StreamRecords.raw(change("REMOVE", "").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    RawRecord elsewhere =
        new RawRecord("other", 0, 0, raw.timestamp(), raw.key(), raw.value(), raw.headers());
    assertThat(StreamRecords.normalizer().normalize(elsewhere))
        .singleElement()
        .isInstanceOfSatisfying(
            Normalization.Refused.class,
            refused -> assertThat(refused.reason()).contains("topic other", "configure it"));
  }

  @Test
  void identifiesAChangeByItsNumberElseItsIdElseNotAtAll() {
    String numbered = change("REMOVE", "");
    String named = numbered.replace(",'SequenceNumber':'11'", "");
    String unnamed = named.replace("'eventID':'e1',", "");
    assertThat(identity(numbered)).contains(new EventIdentity("11"));
    assertThat(identity(named)).contains(new EventIdentity("e1"));
    assertThat(identity(unnamed)).isEmpty();
    assertThat(event(unnamed).source().position()).isEqualTo("raw-3@77");
  }

  @Test
  void takesTheTopicsTimeWhereTheRecordHasNone() {
    assertThat(event(change("REMOVE", "")).timestamp()).isEqualTo(StreamRecords.WRITTEN);
  }

  @Test
  void tellsHowTheRecordCame() {
    String record = change("REMOVE", "");
    String kinesis = record.replace("{'eventID'", "{'tableName':'t','eventID'");
    String wrapped =
        Base64.getEncoder()
            .encodeToString(kinesis.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    assertThat(connector(record)).isEqualTo("record");
    assertThat(connector("[" + record + "]")).isEqualTo("batch");
    assertThat(connector("{'Records':[" + record + "]}")).isEqualTo("lambda");
    assertThat(connector(kinesis)).isEqualTo("kinesis");
    assertThat(connector("[{'data':'" + wrapped + "'}]")).isEqualTo("kinesis");
    assertThat(connector("{'Records':[{'kinesis':{'data':'" + wrapped + "'}}]}"))
        .isEqualTo("kinesis-lambda");
  }

  @Test
  void refusesABadRecordOfABatchAlone() {
    String good = change("REMOVE", "");
    List<Normalization> outcomes = normalize("[%s,{},%s]".formatted(good, good));
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.get(0)).isInstanceOf(Normalization.Normalized.class);
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Normalization.Refused.class,
            refused -> assertThat(refused.reason()).startsWith("record 2 of 3: "));
    assertThat(outcomes.get(2)).isInstanceOf(Normalization.Normalized.class);
  }

  @Test
  void skipsWhatTellsNoChange() {
    RawRecord tombstone =
        new RawRecord(
            "raw", 0, 0, StreamRecords.WRITTEN, Optional.empty(), Optional.empty(), List.of());
    assertThat(StreamRecords.normalizer().normalize(tombstone))
        .containsExactly(new Normalization.Skipped("tombstone"));
    assertThat(normalize("[]")).containsExactly(new Normalization.Skipped("empty batch"));
    assertThat(normalize("{'Records':[]}"))
        .containsExactly(new Normalization.Skipped("empty batch"));
  }

  @Test
  void readsTheLargestBatchAndRefusesALargerOneAsAWhole() {
    String record = change("REMOVE", "");
    List<String> largest = Collections.nCopies(Delivery.MAX_RECORDS, record);
    assertThat(normalize("[" + String.join(",", largest) + "]"))
        .hasSize(Delivery.MAX_RECORDS)
        .hasOnlyElementsOfType(Normalization.Normalized.class);
    assertThat(normalize("[" + String.join(",", largest) + ",1]"))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  private static Optional<EventIdentity> identity(String json) {
    return normalize(json).getFirst() instanceof Normalization.Normalized normalized
        ? normalized.identity()
        : Optional.empty();
  }

  private static String connector(String json) {
    return event(json).engine().connector();
  }
}
