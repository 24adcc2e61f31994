package io.headwater.app.settings;

import io.headwater.core.produce.FieldValue.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a template: text with <code>{column}</code> in it, where a brace of the text is doubled.
 */
final class TemplateParser {

  private final String text;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private Optional<Fault> fault = Optional.empty();
  private int at;

  /** Why a text is no template. */
  record Fault(String what, String mend) {}

  private TemplateParser(String text) {
    this.text = text;
  }

  static TemplateParser of(String text) {
    TemplateParser parser = new TemplateParser(text);
    parser.parse();
    return parser;
  }

  /** The template's parts, when there is no fault. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  Optional<Fault> fault() {
    return fault;
  }

  private void parse() {
    while (at < text.length() && fault.isEmpty()) {
      char c = text.charAt(at);
      boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
      if (c != '{' && c != '}') {
        literal.append(c);
        at++;
      } else if (doubled) {
        literal.append(c);
        at += 2;
      } else if (c == '{') {
        column();
      } else {
        fault("has a '}' without '{'", "write }} for a brace of the text");
      }
    }
    endLiteral();
    if (fault.isEmpty() && parts.stream().noneMatch(Part.ColumnText.class::isInstance)) {
      fault("names no column", "write {column} where its value goes, or use constant");
    }
  }

  private void column() {
    int end = text.indexOf('}', at);
    String name = end < 0 ? "" : text.substring(at + 1, end);
    if (end < 0 || name.contains("{")) {
      fault("has a '{' without '}'", "write {column}, or {{ for a brace of the text");
    } else if (name.isBlank()) {
      fault("has braces without a column", "write {column}, or {{ and }} for braces of the text");
    } else {
      endLiteral();
      parts.add(new Part.ColumnText(name));
      at = end + 1;
    }
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private void fault(String what, String mend) {
    fault = Optional.of(new Fault(what, mend));
  }
}
