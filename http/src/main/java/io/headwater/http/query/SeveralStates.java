package io.headwater.http.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.route.JsonBody;
import io.headwater.http.select.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The states of several ids, in the order of the ids.
 *
 * @param items the states
 * @param missing the ids of which there is no state
 * @param unread the ids that did not fit, to be asked for again
 */
record SeveralStates(List<Bytes> items, List<String> missing, List<String> unread) {

  SeveralStates {
    items = List.copyOf(items);
    missing = List.copyOf(missing);
    unread = List.copyOf(unread);
  }

  static SeveralStates read(
      BootstrapView view,
      ResourceType type,
      Set<String> ids,
      Selection selection,
      PageSettings settings) {
    List<Bytes> items = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    long bytes = 0;
    for (String id : ids) {
      if (bytes >= settings.maxBytes()) {
        unread.add(id);
        continue;
      }
      Optional<Bytes> state = view.state(type, id).flatMap(selection::of);
      if (state.isPresent()) {
        items.add(state.get());
        bytes += state.get().size();
      } else {
        missing.add(id);
      }
    }
    return new SeveralStates(items, missing, unread);
  }

  byte[] body() {
    return JsonBody.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("items");
          for (Bytes item : items) {
            json.writeRawValue(new String(item.array(), StandardCharsets.UTF_8));
          }
          json.writeEndArray();
          ids(json, "missing", missing);
          if (!unread.isEmpty()) {
            ids(json, "unread", unread);
          }
          json.writeEndObject();
        });
  }

  private static void ids(JsonGenerator json, String name, List<String> ids) throws IOException {
    json.writeArrayFieldStart(name);
    for (String id : ids) {
      json.writeString(id);
    }
    json.writeEndArray();
  }
}
