package io.headwater.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.headwater.capture.normalize.datastream.DatastreamNormalizer;
import io.headwater.capture.normalize.datastream.DatastreamSettings;
import io.headwater.capture.normalize.debezium.DebeziumJsonNormalizer;
import io.headwater.capture.normalize.debezium.DebeziumSettings;
import io.headwater.capture.normalize.dms.DmsNormalizer;
import io.headwater.capture.normalize.dms.DmsSettings;
import io.headwater.capture.normalize.dynamodb.DynamoDbNormalizer;
import io.headwater.capture.normalize.dynamodb.DynamoDbSettings;
import io.headwater.capture.normalize.maxwell.MaxwellNormalizer;
import io.headwater.capture.normalize.maxwell.MaxwellSettings;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a raw record's bytes to its change event, by format; each an update of a row of four. */
@State(Scope.Benchmark)
public class NormalizeBenchmark {

  private static final String SOURCE = "legacy";
  private static final String BEFORE =
      "{\"id\":42,\"name\":\"Widget 42\",\"description\":\"A widget of the demo shop\",\"quantity\":100}";
  private static final String AFTER =
      "{\"id\":42,\"name\":\"Widget 42\",\"description\":\"A widget of the demo shop\",\"quantity\":99}";

  private static final String DEBEZIUM =
      "{\"before\":%s,\"after\":%s,\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"postgresql\",\"name\":\"shop\",\"ts_ms\":1795000000123,\"snapshot\":\"false\",\"db\":\"shop\",\"ts_us\":1795000000123456,\"schema\":\"public\",\"table\":\"widgets\",\"txId\":571,\"lsn\":27442120,\"xmin\":null},\"transaction\":null,\"op\":\"u\",\"ts_ms\":1795000000200}"
          .formatted(BEFORE, AFTER);

  private static final String ROW_SCHEMA =
      "{\"type\":\"struct\",\"optional\":true,\"fields\":[{\"type\":\"int32\",\"optional\":false,\"field\":\"id\"},{\"type\":\"string\",\"optional\":true,\"field\":\"name\"},{\"type\":\"string\",\"optional\":true,\"field\":\"description\"},{\"type\":\"int32\",\"optional\":true,\"field\":\"quantity\"}],\"field\":\"%s\"}";

  private static final String WITH_SCHEMA =
      "{\"schema\":{\"type\":\"struct\",\"fields\":["
          + ROW_SCHEMA.formatted("before")
          + ","
          + ROW_SCHEMA.formatted("after")
          + "],\"optional\":false,\"name\":\"shop.public.widgets.Envelope\"},\"payload\":"
          + DEBEZIUM
          + "}";

  private static final String MAXWELL =
      "{\"database\":\"shop\",\"table\":\"widgets\",\"type\":\"update\",\"ts\":1795000000,\"xid\":571,\"commit\":true,\"position\":\"bin.000003:484\",\"primary_key_columns\":[\"id\"],\"data\":%s,\"old\":{\"quantity\":100}}"
          .formatted(AFTER);

  private static final String DMS =
      "{\"data\":%s,\"metadata\":{\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"record-type\":\"data\",\"operation\":\"update\",\"partition-key-type\":\"schema-table\",\"schema-name\":\"shop\",\"table-name\":\"widgets\",\"transaction-id\":571}}"
          .formatted(AFTER);

  private static final String DATASTREAM =
      "{\"stream_name\":\"s\",\"read_method\":\"mysql-cdc-binlog\",\"object\":\"shop_widgets\",\"uuid\":\"00c32134-f50e-4460-a6c0-399900010010\",\"read_timestamp\":\"2026-11-20T09:11:01.000\",\"source_timestamp\":\"2026-11-20T09:11:00.123\",\"sort_keys\":[1],\"source_metadata\":{\"database\":\"shop\",\"table\":\"widgets\",\"primary_keys\":[\"id\"],\"log_file\":\"bin.000003\",\"log_position\":484,\"change_type\":\"UPDATE\",\"is_deleted\":false},\"payload\":%s}"
          .formatted(AFTER);

  private static final String DYNAMODB =
      "{\"eventID\":\"c4ca4238a0b923820dcc509a6f75849b\",\"eventName\":\"MODIFY\",\"eventVersion\":\"1.1\",\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"eu-central-1\",\"dynamodb\":{\"ApproximateCreationDateTime\":1795000000,\"Keys\":{\"id\":{\"N\":\"42\"}},\"NewImage\":{\"id\":{\"N\":\"42\"},\"name\":{\"S\":\"Widget 42\"},\"description\":{\"S\":\"A widget of the demo shop\"},\"quantity\":{\"N\":\"99\"}},\"OldImage\":{\"id\":{\"N\":\"42\"},\"name\":{\"S\":\"Widget 42\"},\"description\":{\"S\":\"A widget of the demo shop\"},\"quantity\":{\"N\":\"100\"}},\"SequenceNumber\":\"111\",\"SizeBytes\":26,\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"},\"eventSourceARN\":\"arn:aws:dynamodb:eu-central-1:123456789012:table/widgets/stream/2026-11-20T09:11:00.123\"}";

  private final JsonFactory factory = new JsonFactory();

  @Param({
    "debezium",
    "debezium-with-schema",
    "maxwell",
    "aws-dms",
    "gcp-datastream",
    "dynamodb-streams"
  })
  private String format = "";

  private Normalizer normalizer = raw -> List.of();
  private RawRecord raw = raw("{}");

  /** Makes the record, and looks that it is a change. */
  @Setup
  public void prepare() {
    switch (format) {
      case "debezium" -> use(new DebeziumJsonNormalizer(DebeziumSettings.of(SOURCE)), DEBEZIUM);
      case "debezium-with-schema" ->
          use(new DebeziumJsonNormalizer(DebeziumSettings.of(SOURCE)), WITH_SCHEMA);
      case "maxwell" -> use(new MaxwellNormalizer(SOURCE, MaxwellSettings.defaults()), MAXWELL);
      case "aws-dms" -> use(new DmsNormalizer(SOURCE, DmsSettings.defaults()), DMS);
      case "gcp-datastream" ->
          use(new DatastreamNormalizer(SOURCE, DatastreamSettings.defaults()), DATASTREAM);
      case "dynamodb-streams" ->
          use(new DynamoDbNormalizer(new DynamoDbSettings(SOURCE, Map.of())), DYNAMODB);
      default -> throw new IllegalArgumentException("no record of the format " + format);
    }
    if (!(normalize().getFirst() instanceof Normalization.Normalized)) {
      throw new IllegalStateException("the record is no change: " + normalize());
    }
  }

  /** The change. */
  @Benchmark
  public List<Normalization> normalize() {
    return normalizer.normalize(raw);
  }

  /**
   * The control: Jackson alone walks the tokens of the same key and value, and keeps none.
   *
   * @return how many tokens there are
   */
  @Benchmark
  public int tokens() throws IOException {
    return walked(raw.key().orElseThrow()) + walked(raw.value().orElseThrow());
  }

  private int walked(Bytes json) throws IOException {
    int tokens = 0;
    try (JsonParser parser = factory.createParser(json.array())) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  private void use(Normalizer of, String value) {
    normalizer = of;
    raw = raw(value);
  }

  private static RawRecord raw(String value) {
    return new RawRecord(
        "shop.public.widgets",
        0,
        7,
        Instant.EPOCH,
        Optional.of(Bytes.utf8("{\"id\":42}")),
        Optional.of(Bytes.utf8(value)),
        List.of());
  }
}
