package io.headwater.capture.normalize.raw;

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
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.resource.TableName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The normalizers that fixtures and fuzzing go through, by format. */
public final class NormalizersUnderTest {

  private static final String SOURCE = "shop";
  private static final Map<RawFormat, Supplier<Normalizer>> BY_FORMAT =
      new EnumMap<>(
          Map.<RawFormat, Supplier<Normalizer>>of(
              RawFormat.DEBEZIUM_JSON,
              () ->
                  new DebeziumJsonNormalizer(
                      DebeziumSettings.of(
                          SOURCE,
                          Map.of("flattened-by-topic", new TableName("inventory", "customers")),
                          Map.of(),
                          Map.of())),
              RawFormat.DYNAMODB_STREAMS,
              () ->
                  new DynamoDbNormalizer(
                      new DynamoDbSettings(
                          SOURCE, Map.of("raw", new TableName("dynamodb", "configured")))),
              RawFormat.AWS_DMS,
              NormalizersUnderTest::dms,
              RawFormat.GCP_DATASTREAM,
              () -> new DatastreamNormalizer(SOURCE, DatastreamSettings.defaults()),
              RawFormat.MAXWELL,
              () -> new MaxwellNormalizer(SOURCE, MaxwellSettings.defaults())));

  private NormalizersUnderTest() {}

  /** The formats that have a normalizer here. */
  public static Set<RawFormat> formats() {
    return BY_FORMAT.keySet();
  }

  /** A new normalizer of the format. */
  public static Normalizer of(RawFormat format) {
    Supplier<Normalizer> maker = BY_FORMAT.get(format);
    if (maker == null) {
      throw new IllegalArgumentException("no normalizer is registered for " + format.key());
    }
    return maker.get();
  }

  private static Normalizer dms() {
    DmsSettings.Table byId = new DmsSettings.Table(List.of("id"), List.of());
    return new DmsNormalizer(
        SOURCE,
        new DmsSettings(
            "unknown",
            "unknown",
            DmsSettings.BEFORE_IMAGE,
            Map.of(
                new TableName("public", "foo"), byId, new TableName("sbtest", "sbtest_x"), byId)));
  }
}
