package io.headwater.capture.normalize.dynamodb;

/** The forms in which stream records are delivered, told from their structure. */
enum DeliveryForm {
  /** One record by itself. */
  RECORD("record"),
  /** An array of records: EventBridge Pipes, connectors. */
  BATCH("batch"),
  /** {@code {"Records":[…]}}: Lambda's event, and what {@code GetRecords} answers. */
  LAMBDA("lambda"),
  /** A record of Kinesis Data Streams for DynamoDB. */
  KINESIS("kinesis"),
  /** The same in Base64, inside Lambda's event of a Kinesis stream. */
  KINESIS_LAMBDA("kinesis-lambda");

  private final String connector;

  DeliveryForm(String connector) {
    this.connector = connector;
  }

  /** The form's name in the engine's version. */
  String connector() {
    return connector;
  }
}
