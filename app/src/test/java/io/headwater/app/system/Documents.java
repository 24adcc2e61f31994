package io.headwater.app.system;

import io.headwater.client.consume.StateTable;
import io.headwater.dev.demo.DemoOracle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The widgets' documents by id, in one form wherever they come from. */
final class Documents {

  private Documents() {}

  /** Those that a consumer holds. */
  static Map<String, String> of(StateTable table) {
    Map<String, String> documents = new HashMap<>();
    table
        .states()
        .forEach(
            (id, state) ->
                documents.put(id, TopicLog.parse(state.toString()).path("resource").toString()));
    return documents;
  }

  /** Those that the source has. */
  static Map<String, String> ofSource(DemoServers servers) throws SQLException {
    Map<String, String> documents = new HashMap<>();
    try (Connection connection = servers.connect()) {
      DemoOracle.forEachWidget(
          connection, (id, json) -> documents.put(id, TopicLog.parse(json).toString()));
    }
    return documents;
  }
}
