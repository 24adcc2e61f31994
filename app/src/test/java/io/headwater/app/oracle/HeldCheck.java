package io.headwater.app.oracle;

import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.json.Json;
import io.headwater.core.produce.HeldState;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Compares what each resource's actor answers with the resource's last record, byte by byte. */
final class HeldCheck {

  private static final String DELETED = "deleted";
  private static final String OTHER = "other rows";

  private HeldCheck() {}

  /**
   * All resources whose actors hold something else.
   *
   * @param ask gives the actors' answers
   * @param withheld the ids of the resources whose rows make up no document
   * @param end the place after the last action of the run
   */
  static List<Difference> differences(
      Function<Collection<ResourceKey>, Map<ResourceKey, HeldState>> ask,
      ResourceType type,
      List<Entry> entries,
      Set<String> withheld,
      int end) {
    Map<ResourceKey, String> last = new LinkedHashMap<>();
    for (Entry entry : entries) {
      entry
          .value()
          .ifPresent(
              value ->
                  last.put(
                      new ResourceKey(type, id(value)),
                      text(Published.of(entry), withheld.contains(entry.key()))));
    }
    Map<ResourceKey, HeldState> held = ask.apply(last.keySet());
    List<Difference> differences = new ArrayList<>();
    last.forEach(
        (resource, expected) -> {
          HeldState answer = held.getOrDefault(resource, new HeldState.Absent());
          if (!expected.equals(text(answer))) {
            differences.add(
                new Difference(end, resource.id() + " in its actor", expected, text(answer)));
          }
        });
    return differences;
  }

  private static ResourceId id(String value) {
    return ResourceId.of(Json.readObject(value.getBytes(StandardCharsets.UTF_8)).require("id"));
  }

  private static String text(Published record, boolean withheld) {
    return "v%d %s"
        .formatted(
            record.version(), withheld ? OTHER : record.isDelete() ? DELETED : record.document());
  }

  private static String text(HeldState held) {
    return "v%d %s"
        .formatted(
            held.version(),
            switch (held) {
              case HeldState.Absent ignored -> "absent";
              case HeldState.Live live -> live.document().json().toString();
              case HeldState.Deleted ignored -> DELETED;
              case HeldState.Unpublished ignored -> OTHER;
            });
  }
}
