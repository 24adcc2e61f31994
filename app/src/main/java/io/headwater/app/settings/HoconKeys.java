package io.headwater.app.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The keys of a HOCON text in the order they were written.
 *
 * <p>The HOCON library forgets the order of keys, which is the order of a document's members here,
 * silently merges a key that is written twice, and takes an integer beyond 64 bits for text. This
 * scan of a text that the library accepts keeps all three. An element of an array counts as a key
 * {@code [n]}.
 */
final class HoconKeys {

  private static final Pattern INTEGER =
      Pattern.compile("-?[0-9]+(?=[ \\t\\r]*(?:[,}\\]\\n#]|//|$))");

  private record Key(List<String> path, int line, boolean replaces) {}

  /** A key that was written before. */
  record Repeated(List<String> path, int line, int firstLine) {}

  private final String text;
  private final List<Key> keys = new ArrayList<>();
  private final Set<List<String>> integers = new HashSet<>();
  private int at;
  private int line = 1;

  private HoconKeys(String text) {
    this.text = text;
  }

  static HoconKeys of(String text) {
    HoconKeys keys = new HoconKeys(text);
    keys.skipBlank();
    if (keys.peek() == '{') {
      keys.at++;
    }
    keys.object(List.of());
    return keys;
  }

  /** The keys directly below a path, in the order of their first appearance. */
  List<String> below(List<String> parent) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    for (Key key : keys) {
      if (key.path.size() > parent.size() && key.path.subList(0, parent.size()).equals(parent)) {
        names.add(key.path.get(parent.size()));
      }
    }
    return List.copyOf(names);
  }

  /** Keys that appear again; not one that a substitution overrides or {@code +=} extends. */
  List<Repeated> repeated() {
    List<Repeated> repeated = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      Optional<Key> first =
          keys.subList(0, i).stream().filter(earlier -> earlier.path.equals(key.path)).findFirst();
      if (first.isPresent() && !key.replaces) {
        repeated.add(new Repeated(key.path, key.line, first.get().line));
      }
    }
    return repeated;
  }

  /** Whether an integer stands at the path, of any length and without quotes. */
  boolean isInteger(List<String> path) {
    return integers.contains(path);
  }

  private void object(List<String> path) {
    while (true) {
      skipBlankAndCommas();
      if (peek() == '}' || peek() == 0) {
        at++;
        return;
      }
      int keyLine = line;
      String key = keyText();
      if (key.startsWith("include ")) {
        continue;
      }
      boolean extended = peek() == '+';
      boolean block = peek() == '{';
      at += extended ? 2 : block ? 0 : 1;
      List<String> keyPath = new ArrayList<>(path);
      keyPath.addAll(split(key));
      skipBlank();
      boolean replaces = extended || peek() == '$';
      keys.add(new Key(List.copyOf(keyPath), keyLine, replaces));
      value(keyPath);
    }
  }

  private static List<String> split(String key) {
    try {
      return ConfigUtil.splitPath(key);
    } catch (ConfigException e) {
      return List.of(key);
    }
  }

  /** The text up to {@code :}, {@code =}, <code>+=</code>, <code>{</code> or the line's end. */
  private String keyText() {
    int start = at;
    while (peek() != 0 && ":={}\n".indexOf(peek()) < 0 && !text.startsWith("+=", at)) {
      if (peek() == '"') {
        string();
      } else {
        at++;
      }
    }
    return text.substring(start, at).strip();
  }

  private void value(List<String> path) {
    if (INTEGER.matcher(text).region(at, text.length()).lookingAt()) {
      integers.add(List.copyOf(path));
    }
    while (peek() != 0 && ",}]\n".indexOf(peek()) < 0) {
      if (comment()) {
        continue;
      }
      switch (peek()) {
        case '"' -> string();
        case '{' -> {
          at++;
          object(path);
        }
        case '[' -> array(path);
        case '$' -> substitution();
        default -> at++;
      }
    }
  }

  private void substitution() {
    int end = text.startsWith("${", at) ? text.indexOf('}', at) : -1;
    at = end < 0 ? at + 1 : end + 1;
  }

  private void array(List<String> path) {
    at++;
    for (int index = 0; ; index++) {
      skipBlankAndCommas();
      if (peek() == ']' || peek() == 0) {
        at++;
        return;
      }
      int before = at;
      List<String> element = new ArrayList<>(path);
      element.add("[" + index + "]");
      value(element);
      at = at == before ? at + 1 : at;
    }
  }

  private void string() {
    String triple = "\"\"\"";
    if (text.startsWith(triple, at)) {
      int end = text.indexOf(triple, at + 3);
      advanceTo(end < 0 ? text.length() : end + 3);
      return;
    }
    at++;
    while (peek() != 0 && peek() != '"') {
      at += peek() == '\\' ? 2 : 1;
    }
    at++;
  }

  private void skipBlankAndCommas() {
    skipBlank();
    while (peek() == ',') {
      at++;
      skipBlank();
    }
  }

  private void skipBlank() {
    while (true) {
      if (comment()) {
        continue;
      }
      if (peek() == '\n') {
        line++;
      } else if (!Character.isWhitespace(peek()) && peek() != '\uFEFF') {
        return;
      }
      at++;
    }
  }

  /** Skips a comment, but not the end of its line. */
  private boolean comment() {
    if (peek() != '#' && !text.startsWith("//", at)) {
      return false;
    }
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
    return true;
  }

  private void advanceTo(int end) {
    for (; at < end; at++) {
      if (text.charAt(at) == '\n') {
        line++;
      }
    }
  }

  /** The next character, or 0 at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }
}
