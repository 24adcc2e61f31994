package io.headwater.app.settings;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Reads a {@code .properties} text with the line on which each key begins. */
final class PropertiesLines {

  /** One key with its value, and the line where it begins. */
  record Entry(String key, String value, int line) {}

  private PropertiesLines() {}

  /** Every entry in the order written, repeated keys included. */
  static List<Entry> read(String file, String text, Problems problems) {
    List<Entry> entries = new ArrayList<>();
    String[] lines = text.replaceFirst("^\uFEFF", "").split("\r\n|\r|\n", -1);
    int at = 0;
    while (at < lines.length) {
      int first = at;
      StringBuilder logical = new StringBuilder(lines[at++]);
      boolean comment = isBlankOrComment(lines[first]);
      while (!comment && endsWithOddBackslashes(logical) && at < lines.length) {
        logical.append('\n').append(lines[at++]);
      }
      if (!comment) {
        entries.addAll(entry(file, logical.toString(), first + 1, problems));
      }
    }
    return entries;
  }

  /** The JDK reads the escapes and separators of each logical line. */
  private static List<Entry> entry(String file, String logical, int line, Problems problems) {
    Properties one = new Properties();
    try {
      one.load(new StringReader(logical));
    } catch (IllegalArgumentException e) {
      problems.add(file, line, "a \\u escape is not four hexadecimal digits", "correct it");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return one.stringPropertyNames().stream()
        .map(key -> new Entry(key, one.getProperty(key), line))
        .toList();
  }

  private static boolean isBlankOrComment(String line) {
    String content = line.stripLeading();
    return content.isEmpty() || content.startsWith("#") || content.startsWith("!");
  }

  private static boolean endsWithOddBackslashes(CharSequence line) {
    int count = 0;
    while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }
}
