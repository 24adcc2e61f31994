package io.headwater.client.bootstrap;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says in one line what an error response says (RFC 9457 problem, or any other body). */
final class ProblemText {

  private static final int MAX_TEXT = 500;
  private static final List<String> FIELDS = List.of("title", "detail", "type");

  private ProblemText() {}

  /** The problem's title, detail and type, or the start of a body that is no problem. */
  static String of(byte[] body) {
    Map<String, String> found = fields(body);
    List<String> parts = new ArrayList<>();
    for (String field : FIELDS) {
      String text = found.getOrDefault(field, "");
      if (!text.isBlank() && !text.equals("about:blank")) {
        parts.add(shorten(text));
      }
    }
    if (!parts.isEmpty()) {
      return String.join(" / ", parts);
    }
    String text = shorten(new String(body, StandardCharsets.UTF_8));
    return text.isEmpty() ? "no further word" : text;
  }

  private static Map<String, String> fields(byte[] body) {
    Map<String, String> found = new TreeMap<>();
    try (JsonParser parser = JsonTokens.parser(body, body.length)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String field = parser.currentName();
          if (parser.nextToken() == JsonToken.VALUE_STRING) {
            found.put(field, parser.getText());
          } else {
            parser.skipChildren();
          }
        }
      }
    } catch (IOException e) {
      // A proxy's page or a cut-off body is no JSON: what was read so far, or its text, is shown.
      return found;
    }
    return found;
  }

  private static String shorten(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
  }
}
