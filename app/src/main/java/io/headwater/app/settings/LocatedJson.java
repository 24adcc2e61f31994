package io.headwater.app.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON file's content with the line of every member.
 *
 * @param root the content; the first of repeated members counts
 * @param lines the line of each member, by its path of names and indexes
 * @param repeated members that appear again in the same object
 */
public record LocatedJson(Value root, Map<List<String>, Integer> lines, List<Repeated> repeated) {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** A member that was there before, and the line of its repetition. */
  public record Repeated(List<String> path, int line) {}

  /** The line of a member, or 0 when it is not there. */
  public int line(List<String> path) {
    return lines.getOrDefault(path, 0);
  }

  /** Reads a file's bytes; empty, with a problem that quotes nothing, when they are not JSON. */
  static Optional<LocatedJson> read(String file, byte[] bytes, Problems problems) {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      Reader reader = new Reader(parser);
      parser.nextToken();
      Value root = reader.value(List.of());
      if (parser.nextToken() == null) {
        return Optional.of(new LocatedJson(root, reader.lines, reader.repeated));
      }
      problems.add(notJson(file, parser.currentTokenLocation().getLineNr()));
    } catch (JsonProcessingException e) {
      problems.add(notJson(file, e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
    } catch (IOException e) {
      // Bytes in memory: only an encoding that is not UTF-8 can fail here.
      problems.add(notJson(file, 0));
    }
    return Optional.empty();
  }

  // The parser's own message quotes the file, which may hold a password.
  private static Problem notJson(String file, int line) {
    return new Problem(
        file, line, "not JSON", "check the quotes, braces and commas here and just above");
  }

  private static final class Reader {
    private final JsonParser parser;
    private final Map<List<String>, Integer> lines = new HashMap<>();
    private final List<Repeated> repeated = new ArrayList<>();

    Reader(JsonParser parser) {
      this.parser = parser;
    }

    Value value(List<String> path) throws IOException {
      JsonToken token = parser.currentToken();
      lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
      if (token == null) {
        throw new IOException("no value");
      }
      return switch (token) {
        case START_OBJECT -> object(path);
        case START_ARRAY -> array(path);
        case VALUE_STRING -> new Value.Text(parser.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Num(parser.getText());
        case VALUE_TRUE -> new Value.Bool(true);
        case VALUE_FALSE -> new Value.Bool(false);
        case VALUE_NULL -> Value.Null.NULL;
        case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
            throw new IOException("unexpected " + token);
      };
    }

    private Value object(List<String> path) throws IOException {
      Map<String, Value> members = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        List<String> member = below(path, name);
        int line = parser.currentTokenLocation().getLineNr();
        if (lines.putIfAbsent(member, line) != null) {
          repeated.add(new Repeated(member, line));
        }
        parser.nextToken();
        Value value = value(member);
        members.putIfAbsent(name, value);
      }
      return new Value.Obj(members);
    }

    private Value array(List<String> path) throws IOException {
      List<Value> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(below(path, Integer.toString(items.size()))));
      }
      return new Value.Arr(items);
    }
  }

  static List<String> below(List<String> path, String name) {
    List<String> below = new ArrayList<>(path);
    below.add(name);
    return List.copyOf(below);
  }
}
