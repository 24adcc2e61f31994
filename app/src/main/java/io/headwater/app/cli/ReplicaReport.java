package io.headwater.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.client.consumer.ConsumerHealth;
import java.util.Locale;

/** How a replica is doing, in a line. */
final class ReplicaReport {

  private ReplicaReport() {}

  /** For people. */
  static String text(ConsumerHealth health) {
    StringBuilder line = new StringBuilder();
    line.append(health.phase().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    line.append(health.upToDate() ? ", up to date" : "");
    line.append(String.format(Locale.ROOT, ", %,d applied", health.applied()));
    health.lag().ifPresent(lag -> line.append(String.format(Locale.ROOT, ", %,d behind", lag)));
    if (!health.pausedPartitions().isEmpty()) {
      line.append(", paused partitions ").append(health.pausedPartitions());
    }
    health.problem().ifPresent(problem -> line.append(": ").append(problem));
    return line.toString();
  }

  /** For machines. */
  static String json(ConsumerHealth health) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("phase", health.phase().name());
    json.put("up_to_date", health.upToDate());
    health.lag().ifPresent(lag -> json.put("lag", lag));
    health.pausedPartitions().forEach(json.putArray("paused_partitions")::add);
    health.problem().ifPresent(problem -> json.put("problem", problem));
    json.put("applied", health.applied());
    json.put("bootstraps", health.bootstraps());
    json.put("position", health.position());
    return json.toString();
  }
}
