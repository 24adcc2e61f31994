package io.headwater.app.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.system.TopicLog;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what was refused of a source with the documents that had to be withheld. */
final class QuarantineCheck {

  private static final String NOTHING = "nothing";
  private static final String WITHHELD = "withheld";

  private QuarantineCheck() {}

  /**
   * What was refused and is fit, and what was withheld without a word.
   *
   * @param withheld the resources that had to be withheld once or more, as the quarantine names
   *     them
   * @param end the place after the last action of the run
   */
  static List<Difference> differences(
      Map<String, Object> kafka, String source, Set<String> withheld, int end) {
    List<Difference> differences = new ArrayList<>();
    Set<String> silent = new TreeSet<>(withheld);
    try (TopicLog quarantine = new TopicLog(kafka, Topics.QUARANTINE)) {
      for (Entry entry : quarantine.all()) {
        if (entry.value().isEmpty()) {
          continue;
        }
        JsonNode refused = entry.refusal();
        String subject = refused.path("subject").asText();
        if (refused.path("source").asText().equals(source) && !withheld.contains(subject)) {
          differences.add(
              new Difference(
                  end, subject + " in quarantine", NOTHING, refused.path("reason").asText()));
        }
        silent.remove(subject);
      }
    }
    silent.forEach(
        subject ->
            differences.add(new Difference(end, subject + " in quarantine", WITHHELD, NOTHING)));
    return differences;
  }
}
