package io.headwater.http.query;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.route.JsonBody;
import io.headwater.http.select.Selection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads a page of states. */
final class Page {

  /** States read from the view at a time, so that a page of large states stays bounded. */
  private static final int READ_BATCH = 100;

  private final BootstrapView view;
  private final PageSettings settings;
  private final int limit;
  private final Selection selection;

  Page(BootstrapView view, PageSettings settings, int limit, Selection selection) {
    this.view = view;
    this.settings = settings;
    this.limit = limit;
    this.selection = selection;
  }

  /** The body; it has no {@code next} when nothing follows. */
  byte[] read(ResourceType type, Optional<String> after) {
    Optional<String> last = Optional.empty();
    ByteArrayOutputStream body = new ByteArrayOutputStream(4096);
    body.writeBytes(ascii("{\"items\":["));
    int items = 0;
    int read = 0;
    boolean more = true;
    while (more && hasRoom(items, read, body)) {
      int wanted = selection.isFiltered() ? READ_BATCH : Math.min(READ_BATCH, limit - items);
      // One more than wanted tells whether there is a next page.
      List<StoredState> states = view.page(type, last.or(() -> after), wanted + 1);
      int taken = 0;
      for (StoredState state : states.subList(0, Math.min(wanted, states.size()))) {
        if (!hasRoom(items, read, body)) {
          break;
        }
        Optional<Bytes> told = selection.of(state.value());
        if (told.isPresent()) {
          if (items > 0) {
            body.write(',');
          }
          body.writeBytes(told.get().array());
          items++;
        }
        last = Optional.of(state.id());
        read++;
        taken++;
      }
      more = taken < states.size();
    }
    body.write(']');
    if (more && last.isPresent()) {
      String next = last.get();
      body.writeBytes(ascii(",\"next\":"));
      body.writeBytes(JsonBody.bytes(json -> json.writeString(next)));
    }
    body.write('}');
    return body.toByteArray();
  }

  private boolean hasRoom(int items, int read, ByteArrayOutputStream body) {
    return items < limit && read < settings.maxRead() && body.size() < settings.maxBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
