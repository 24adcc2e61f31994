package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One stream record as it was delivered, not yet opened.
 *
 * @param form how it came
 * @param place where it stands in its batch, for a reason; empty when it came alone
 * @param content what should be the record, or its Kinesis wrapper
 */
record Delivery(DeliveryForm form, String place, Value content) {

  /** The most records of one batch: the largest that Lambda and EventBridge Pipes make. */
  static final int MAX_RECORDS = 10_000;

  /** A stream record without its wrapper. */
  record Opened(DeliveryForm form, RecordMembers members) {}

  /**
   * The records of a raw record's value, in their order; none when it is an empty batch.
   *
   * @throws RefusedRecordException when it is neither a record nor a batch
   */
  static List<Delivery> of(Value value) {
    if (value instanceof Value.Arr batch) {
      return batch(DeliveryForm.BATCH, batch);
    }
    if (!(value instanceof Value.Obj object)) {
      throw new RefusedRecordException(
          "the value is neither a JSON object nor an array; is the topic's format the configured one?");
    }
    Optional<Value> records = object.member("Records");
    if (records.isEmpty()) {
      return List.of(new Delivery(DeliveryForm.RECORD, "", object));
    }
    if (records.get() instanceof Value.Arr batch) {
      return batch(DeliveryForm.LAMBDA, batch);
    }
    throw RecordMembers.of(object).wrong("Records", "not an array");
  }

  private static List<Delivery> batch(DeliveryForm form, Value.Arr batch) {
    int size = batch.items().size();
    if (size > MAX_RECORDS) {
      throw new RefusedRecordException(
          "the batch has %d records, more than the %d of the largest batch that AWS makes; let the connector write smaller ones"
              .formatted(size, MAX_RECORDS));
    }
    List<Delivery> deliveries = new ArrayList<>(size);
    for (Value item : batch.items()) {
      String place = "record %d of %d: ".formatted(deliveries.size() + 1, size);
      deliveries.add(new Delivery(form, place, item));
    }
    return List.copyOf(deliveries);
  }

  /**
   * The stream record.
   *
   * @throws RefusedRecordException when there is none inside
   */
  Opened open() {
    RecordMembers members = RecordMembers.of(object(content));
    if (members.value("dynamodb").isPresent()) {
      boolean fromKinesis = members.value("tableName").isPresent();
      return new Opened(fromKinesis ? DeliveryForm.KINESIS : form, members);
    }
    if (members.value("kinesis").isPresent()) {
      return new Opened(DeliveryForm.KINESIS_LAMBDA, unwrapped(members.require("kinesis")));
    }
    // EventBridge Pipes give the record of a Kinesis stream without Lambda's middle layer.
    if (members.value("data").isPresent()) {
      return new Opened(DeliveryForm.KINESIS, unwrapped(members));
    }
    throw members.wrong("dynamodb", "missing");
  }

  private static RecordMembers unwrapped(RecordMembers wrapper) {
    String data = wrapper.text("data").orElseThrow(() -> wrapper.wrong("data", "missing or empty"));
    try {
      return RecordMembers.of(object(Json.read(Base64.getDecoder().decode(data))));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw wrapper.wrong("data", "not JSON in Base64");
    }
  }

  private static Value.Obj object(Value value) {
    if (value instanceof Value.Obj object) {
      return object;
    }
    throw new RefusedRecordException(
        "the stream record is not a JSON object; is the topic's format the configured one?");
  }
}
