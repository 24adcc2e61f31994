package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.resource.TableName;
import java.util.Map;

/**
 * What stream records do not tell of themselves.
 *
 * @param source the source's name in the configuration
 * @param tables the table by topic, for records that name none: those without {@code
 *     eventSourceARN} and {@code tableName}
 */
public record DynamoDbSettings(String source, Map<String, TableName> tables) {

  public DynamoDbSettings {
    tables = Map.copyOf(tables);
  }
}
