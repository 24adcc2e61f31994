package io.headwater.core.normalize;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The forms in which other systems write row changes into topics. */
public enum RawFormat {
  /** Debezium's JSON: with or without schema part, as envelopes or flattened. */
  DEBEZIUM_JSON("debezium-json"),
  /**
   * DynamoDB Streams records, as Lambda, EventBridge Pipes, Kinesis or a connector deliver them.
   */
  DYNAMODB_STREAMS("dynamodb-streams"),
  /** AWS Database Migration Service's JSON. */
  AWS_DMS("aws-dms"),
  /** Google Cloud Datastream's JSON. */
  GCP_DATASTREAM("gcp-datastream"),
  /** Maxwell's JSON. */
  MAXWELL("maxwell");

  private final String key;

  RawFormat(String key) {
    this.key = key;
  }

  /** The format's name in settings. */
  public String key() {
    return key;
  }

  /** The format of that name; empty when there is none. */
  public static Optional<RawFormat> of(String key) {
    return Arrays.stream(values()).filter(format -> format.key.equals(key)).findFirst();
  }

  /** All names, in order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(RawFormat::key).toList();
  }
}
