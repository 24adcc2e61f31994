package io.headwater.app.oracle;

import io.headwater.app.system.HttpAnswers;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what HTTP answers with the last record of each resource, byte by byte. */
final class ViewCheck {

  private static final String NOTHING = "nothing";
  private static final String NOT_FOUND = "404";

  private ViewCheck() {}

  static List<Difference> differences(
      HttpAnswers http, String type, Set<String> resources, List<Entry> entries, int end) {
    Map<String, String> last = new TreeMap<>();
    for (Entry entry : entries) {
      Optional<String> value = entry.value().filter(v -> !isDelete(entry));
      value.ifPresentOrElse(v -> last.put(entry.key(), v), () -> last.remove(entry.key()));
    }
    Map<String, String> served = bootstrap(http, type);
    Set<String> ids = new TreeSet<>(resources);
    ids.addAll(last.keySet());
    ids.addAll(served.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String id : ids) {
      String expected = last.getOrDefault(id, NOTHING);
      String bootstrapped = served.getOrDefault(id, NOTHING);
      if (!expected.equals(bootstrapped)) {
        differences.add(new Difference(end, id + " in the bootstrap", expected, bootstrapped));
      }
      String answer = one(http, type, id);
      String wanted = last.getOrDefault(id, NOT_FOUND);
      if (!wanted.equals(answer)) {
        differences.add(new Difference(end, id + " asked for alone", wanted, answer));
      }
    }
    return differences;
  }

  private static boolean isDelete(Entry entry) {
    return entry.json().path("operation").asText().equals("delete");
  }

  private static Map<String, String> bootstrap(HttpAnswers http, String type) {
    Map<String, String> served = new TreeMap<>();
    List<String> lines = http.get("/v1/resources/" + type + "/bootstrap").body().lines().toList();
    for (String line : lines.subList(1, lines.size() - 1)) {
      if (Json.read(line.getBytes(StandardCharsets.UTF_8)) instanceof Value.Obj state) {
        served.put(ResourceId.of(state.require("id")).text(), line);
      }
    }
    return served;
  }

  private static String one(HttpAnswers http, String type, String id) {
    String path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    HttpResponse<String> answer = http.get("/v1/resources/" + type + "/" + path);
    return answer.statusCode() == 200
        ? answer.body().strip()
        : Integer.toString(answer.statusCode());
  }
}
