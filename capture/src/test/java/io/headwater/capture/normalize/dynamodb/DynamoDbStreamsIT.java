package io.headwater.capture.normalize.dynamodb;

import static io.headwater.capture.normalize.dynamodb.StreamRecords.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What events of a real stream say is what the table holds. */
class DynamoDbStreamsIT {

  private static final String KEY = "{'customer':{'S':'anna'},'number':{'N':'-12'}}";

  /** DynamoDB's own limit is 32 levels, the attribute itself being one. */
  private static final int DEEPEST = 31;

  private static final String ITEM =
      """
      {'customer':{'S':'anna'},'number':{'N':'-12'},'text':{'S':'Grüße 🌊'},'empty_text':{'S':''},
       'digits':{'N':'12345678901234567890123456789012345678'},'decimal':{'N':'0.10'},
       'tiny':{'N':'1E-130'},'huge':{'N':'9.9999999999999999999999999999999999999E+125'},
       'negative':{'N':'-9.9999999999999999999999999999999999999E+125'},
       'binary':{'B':'3q2+7w=='},'empty_binary':{'B':''},'yes':{'BOOL':true},'no':{'BOOL':false},
       'nothing':{'NULL':true},'empty_list':{'L':[]},
       'list':{'L':[{'S':'a'},{'N':'1'},{'NULL':true},{'L':[]},{'B':'AA=='}]},
       'map':{'M':{'street':{'S':'Hafen 1'},'more':{'M':{'a':{'NULL':true}}}}},
       'texts':{'SS':['b','a','ä']},'numbers':{'NS':['10','9','-1.5']},
       'binaries':{'BS':['/w==','AA==']},'deep':%s}
      """
          .formatted("{'L':[".repeat(DEEPEST) + "{'S':'x'}" + "]}".repeat(DEEPEST));

  private static DynamoDbLocal dynamo;

  @BeforeAll
  static void start() throws IOException {
    dynamo = DynamoDbLocal.start();
  }

  @AfterAll
  static void stop() {
    dynamo.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NEW_AND_OLD_IMAGES", "NEW_IMAGE"})
  void followsTheTable(String viewType) {
    String table = "orders." + viewType;
    String stream = create(table, viewType);
    List<Optional<Value.Obj>> held = writeModifyRemove(table);

    List<ChangeEvent> events = new ArrayList<>();
    for (Normalization outcome : outcomes(stream, table)) {
      assertThat(outcome).isInstanceOf(Normalization.Normalized.class);
      events.add(((Normalization.Normalized) outcome).event());
    }
    assertThat(events).hasSize(held.size());
    Optional<Value.Obj> row = Optional.empty();
    for (int i = 0; i < events.size(); i++) {
      ChangeEvent event = events.get(i);
      assertThat(event.key()).isEqualTo(json("{'customer':'anna','number':-12}"));
      assertThat(event.source().table().table()).isEqualTo(table);
      row = applied(row, event);
      assertThat(row.map(DynamoDbStreamsIT::known))
          .isEqualTo(held.get(i).map(DynamoDbStreamsIT::known));
      if (event.changeType() == ChangeType.CREATE) {
        assertThat(event.after()).isEqualTo(held.get(i));
      }
    }
    assertThat(row).isEmpty();
  }

  @Test
  void saysWhatTheItemWas() {
    String table = "orders.before";
    String stream = create(table, "NEW_AND_OLD_IMAGES");
    List<Optional<Value.Obj>> held = writeModifyRemove(table);

    List<Normalization> outcomes = outcomes(stream, table);
    for (int i = 1; i < outcomes.size(); i++) {
      assertThat(((Normalization.Normalized) outcomes.get(i)).event().before())
          .isEqualTo(held.get(i - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OLD_IMAGE", "KEYS_ONLY"})
  void refusesAllButRemovalsOfAViewTypeWithoutNewItems(String viewType) {
    String table = "orders." + viewType;
    String stream = create(table, viewType);
    writeModifyRemove(table);

    List<Normalization> outcomes = outcomes(stream, table);
    assertThat(outcomes).hasSize(4);
    assertThat(outcomes.subList(0, 3)).hasOnlyElementsOfType(Normalization.Refused.class);
    assertThat(outcomes.getLast()).isInstanceOf(Normalization.Normalized.class);
  }

  /** Four changes, and the item that the table holds after each. */
  private static List<Optional<Value.Obj>> writeModifyRemove(String table) {
    List<Optional<Value.Obj>> held = new ArrayList<>();
    dynamo.table("PutItem", request(table).add("Item", json(ITEM)).build());
    held.add(read(table));
    dynamo.table(
        "UpdateItem",
        request(table)
            .add("Key", json(KEY))
            .add(
                "UpdateExpression",
                Value.of("SET #t = :t, #l = list_append(#l, :l) ADD numbers :n REMOVE yes, #m"))
            .add("ExpressionAttributeNames", json("{'#t':'text','#l':'list','#m':'map'}"))
            .add(
                "ExpressionAttributeValues",
                json("{':t':{'S':'changed'},':l':{'L':[{'S':'z'}]},':n':{'NS':['9.5']}}"))
            .build());
    held.add(read(table));
    dynamo.table(
        "PutItem",
        request(table)
            .add("Item", ((Value.Obj) json(KEY)).with((Value.Obj) json("{'only':{'S':'this'}}")))
            .build());
    held.add(read(table));
    dynamo.table("DeleteItem", request(table).add("Key", json(KEY)).build());
    held.add(read(table));
    return held;
  }

  /** What becomes of a row by an event, as of a resource's. */
  private static Optional<Value.Obj> applied(Optional<Value.Obj> row, ChangeEvent event) {
    return switch (event.changeType()) {
      case CREATE -> event.after();
      case UPDATE -> row.map(former -> former.with(event.after().orElseThrow()));
      case DELETE -> Optional.empty();
    };
  }

  /** The columns that have a value: one that is null and one that is absent are the same. */
  private static Value.Obj known(Value.Obj row) {
    ObjectBuilder known = new ObjectBuilder();
    row.members().entrySet().stream()
        .filter(column -> !column.getValue().isNull())
        .forEach(column -> known.add(column.getKey(), column.getValue()));
    return known.build();
  }

  private static Optional<Value.Obj> read(String table) {
    return dynamo
        .table(
            "GetItem",
            request(table).add("Key", json(KEY)).add("ConsistentRead", Value.of(true)).build())
        .member("Item")
        .map(item -> AttributeReader.item("Item", (Value.Obj) item));
  }

  private static List<Normalization> outcomes(String stream, String table) {
    DynamoDbNormalizer normalizer =
        new DynamoDbNormalizer(
            new DynamoDbSettings(
                "shop", Map.of(StreamRecords.TOPIC, new TableName("dynamodb", table))));
    return normalizer.normalize(StreamRecords.raw(dynamo.streamRecords(stream)));
  }

  private static String create(String table, String viewType) {
    Value.Obj created =
        dynamo.table(
            "CreateTable",
            request(table)
                .add(
                    "AttributeDefinitions",
                    json(
                        "[{'AttributeName':'customer','AttributeType':'S'},{'AttributeName':'number','AttributeType':'N'}]"))
                .add(
                    "KeySchema",
                    json(
                        "[{'AttributeName':'customer','KeyType':'HASH'},{'AttributeName':'number','KeyType':'RANGE'}]"))
                .add("BillingMode", Value.of("PAY_PER_REQUEST"))
                .add(
                    "StreamSpecification",
                    json("{'StreamEnabled':true,'StreamViewType':'" + viewType + "'}"))
                .build());
    Value.Obj description = (Value.Obj) created.require("TableDescription");
    if (description.require("LatestStreamArn") instanceof Value.Text arn) {
      return arn.value();
    }
    throw new AssertionError("a table without a stream");
  }

  private static ObjectBuilder request(String table) {
    return new ObjectBuilder().add("TableName", Value.of(table));
  }
}
