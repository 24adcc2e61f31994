package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization.Normalized;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Turns one stream record into a change event. Immutable, thread-safe. */
final class StreamRecordReader {

  private static final String ENGINE = "dynamodb-streams";
  private static final String KIND = "DynamoDB";
  private static final String SCHEMA = "dynamodb";
  private static final String UNKNOWN = "unknown";
  private static final String KEYS = "Keys";
  private static final String NEW_IMAGE = "NewImage";
  private static final String OLD_IMAGE = "OldImage";

  private final DynamoDbSettings settings;

  StreamRecordReader(DynamoDbSettings settings) {
    this.settings = settings;
  }

  /** What happened to the row, and to which. */
  private record Change(
      ChangeType type, Value.Obj key, Optional<Value.Obj> before, Optional<Value.Obj> after) {}

  /**
   * The event of a stream record.
   *
   * @throws RefusedRecordException when it tells no change, or not all of it
   */
  Normalized read(RawRecord raw, Delivery.Opened opened) {
    RecordMembers members = opened.members();
    RecordMembers dynamodb = members.require("dynamodb");
    Optional<StreamArn> arn = members.text("eventSourceARN").flatMap(StreamArn::parse);
    TableName table = table(raw, members, arn);
    Optional<String> place = dynamodb.text("SequenceNumber").or(() -> members.text("eventID"));
    Origin origin =
        new Origin(
            settings.source(),
            KIND,
            members
                .text("awsRegion")
                .or(() -> arn.map(StreamArn::region).filter(region -> !region.isEmpty()))
                .orElse(UNKNOWN),
            table,
            place.orElseGet(raw::position));
    // Where the source's time is missing, this one at least is the same at each reading.
    Instant time =
        CreationTimes.read(dynamodb)
            .orElseGet(() -> raw.timestamp().truncatedTo(ChronoUnit.MILLIS));
    Change change = change(members, dynamodb, table);
    return new Normalized(
        new ChangeEvent(
            time,
            change.type(),
            change.key(),
            change.before(),
            change.after(),
            origin,
            Optional.empty(),
            false,
            new EngineVersion(
                ENGINE, opened.form().connector(), members.text("eventVersion").orElse(UNKNOWN))),
        place.map(EventIdentity::new));
  }

  private TableName table(RawRecord raw, RecordMembers members, Optional<StreamArn> arn) {
    return arn.map(StreamArn::table)
        .or(() -> members.text("tableName"))
        .map(name -> new TableName(SCHEMA, name))
        .or(() -> Optional.ofNullable(settings.tables().get(raw.topic())))
        .orElseThrow(
            () ->
                new RefusedRecordException(
                    "the record names no table ('eventSourceARN' or 'tableName'), and none is configured for topic %s; configure it"
                        .formatted(raw.topic())));
  }

  private static Change change(RecordMembers members, RecordMembers dynamodb, TableName table) {
    String event =
        members.text("eventName").orElseThrow(() -> members.wrong("eventName", "missing or empty"));
    Value.Obj key = AttributeReader.item(KEYS, dynamodb.require(KEYS).object());
    return switch (event) {
      case "INSERT" -> created(key, newImage(dynamodb, key, table));
      case "MODIFY", "UPDATE" ->
          modified(key, image(dynamodb, OLD_IMAGE, key), newImage(dynamodb, key, table));
      case "REMOVE" ->
          new Change(ChangeType.DELETE, key, image(dynamodb, OLD_IMAGE, key), Optional.empty());
      default -> throw members.wrong("eventName", "none of INSERT, MODIFY, UPDATE and REMOVE");
    };
  }

  private static Change created(Value.Obj key, Value.Obj item) {
    return new Change(ChangeType.CREATE, key, Optional.empty(), Optional.of(item));
  }

  /**
   * The new image is the whole item. In an update an absent column is unchanged, so those that are
   * gone become null; where nobody says which are gone, the item replaces the row.
   */
  private static Change modified(Value.Obj key, Optional<Value.Obj> before, Value.Obj item) {
    if (before.isEmpty()) {
      return created(key, item);
    }
    ObjectBuilder gone = new ObjectBuilder();
    for (String name : before.get().members().keySet()) {
      if (item.member(name).isEmpty()) {
        gone.add(name, Value.ofNull());
      }
    }
    return new Change(ChangeType.UPDATE, key, before, Optional.of(item.with(gone.build())));
  }

  private static Value.Obj newImage(RecordMembers dynamodb, Value.Obj key, TableName table) {
    return image(dynamodb, NEW_IMAGE, key)
        .orElseThrow(
            () ->
                new RefusedRecordException(
                    "the record has no 'NewImage', so what the item of %s has become is unknown; set the stream's StreamViewType to NEW_AND_OLD_IMAGES or NEW_IMAGE"
                        .formatted(table)));
  }

  private static Optional<Value.Obj> image(RecordMembers dynamodb, String name, Value.Obj key) {
    Optional<Value.Obj> item =
        dynamodb.object(name).map(typed -> AttributeReader.item(name, typed));
    item.ifPresent(image -> checkKey(image, name, key));
    return item;
  }

  /** The key of an item never changes; another one would be another item. */
  private static void checkKey(Value.Obj image, String name, Value.Obj key) {
    for (int i = 0; i < key.size(); i++) {
      Value expected = key.valueAt(i);
      if (image.member(key.nameAt(i)).filter(expected::isSameAs).isEmpty()) {
        throw new RefusedRecordException(
            "attribute '%s' of '%s' is missing or not that of 'Keys'; did something change the record on its way?"
                .formatted(key.nameAt(i), name));
      }
    }
  }
}
