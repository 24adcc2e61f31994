package io.headwater.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes {@link Value} as JSON (RFC 8259), compact unless for people, and in UTF-8.
 *
 * <p>Reading refuses duplicate member names, trailing content, nesting deeper than {@value
 * #MAX_DEPTH} (for a record {@value #MAX_RECORD_DEPTH}), strings longer than {@value
 * #MAX_STRING_CHARS} characters and strings with half of a surrogate pair, which have no UTF-8
 * form. Thread-safe.
 */
public final class Json {

  /** The deepest nesting of arrays and objects that is read. */
  public static final int MAX_DEPTH = 200;

  /** The deepest nesting of a record, so that each value that was read fits into one. */
  public static final int MAX_RECORD_DEPTH = MAX_DEPTH + 16;

  /** The longest string that is read, in characters. */
  public static final int MAX_STRING_CHARS = 64 * 1024 * 1024;

  /** The longest number literal that is read; PostgreSQL's numeric needs 147,456 characters. */
  public static final int MAX_NUMBER_CHARS = 150_000;

  private static final JsonFactory FACTORY = factory(MAX_DEPTH);
  private static final JsonFactory RECORD_FACTORY = factory(MAX_RECORD_DEPTH);

  private Json() {}

  private static JsonFactory factory(int maxDepth) {
    return JsonFactory.builder()
        // Else characters beyond the BMP are written as two escapes of six bytes each.
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxStringLength(MAX_STRING_CHARS)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .build())
        .build();
  }

  /**
   * Reads one value that takes up the whole input.
   *
   * @throws MalformedJsonException when the bytes are not one JSON value within the limits
   */
  public static Value read(byte[] utf8) {
    return read(FACTORY, utf8);
  }

  private static Value read(JsonFactory factory, byte[] utf8) {
    if (StrayBytes.areIn(utf8, 0, utf8.length)) {
      throw new MalformedJsonException("not JSON in UTF-8");
    }
    try (JsonParser parser = factory.createParser(utf8)) {
      parser.nextToken();
      Value value = read(parser);
      if (parser.nextToken() != null) {
        throw malformed(parser, "content after the value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(where(e));
    } catch (IOException e) {
      // Bytes in memory cannot fail to be read: the parser's decoder throws this for bad encodings.
      throw new MalformedJsonException("not JSON in UTF-8");
    }
  }

  /**
   * Reads one object, a record, that takes up the whole input.
   *
   * @throws MalformedJsonException when the bytes are not one JSON object within the limits
   */
  public static Value.Obj readObject(byte[] utf8) {
    if (read(RECORD_FACTORY, utf8) instanceof Value.Obj object) {
      return object;
    }
    throw new MalformedJsonException("a JSON object is expected");
  }

  /** The compact UTF-8 bytes of a value. */
  public static byte[] bytes(Value value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The UTF-8 bytes of a value for people: objects indented by two spaces, arrays on one line, a
   * line break at the end.
   */
  public static byte[] indented(Value value) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withRootSeparator("")
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(DefaultPrettyPrinter.NopIndenter.instance);
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      generator.setPrettyPrinter(printer);
      write(generator, value);
      generator.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A generator of compact UTF-8 JSON; closing it flushes into {@code out}. */
  public static JsonGenerator generator(ByteArrayOutputStream out) {
    try {
      return FACTORY.createGenerator(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a value at the generator's current place. */
  public static void write(JsonGenerator generator, Value value) throws IOException {
    switch (value) {
      case Value.Null ignored -> generator.writeNull();
      case Value.Bool bool -> generator.writeBoolean(bool.value());
      case Value.Num num -> generator.writeNumber(num.literal());
      case Value.Text text -> generator.writeString(text.value());
      case Value.Arr array -> {
        generator.writeStartArray();
        for (Value item : array.items()) {
          write(generator, item);
        }
        generator.writeEndArray();
      }
      case Value.Obj object -> {
        generator.writeStartObject();
        Members members = object.own();
        for (int i = 0; i < members.size(); i++) {
          generator.writeFieldName(members.name(i));
          write(generator, members.value(i));
        }
        generator.writeEndObject();
      }
    }
  }

  static String text(Value value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static Value read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw malformed(parser, "no value");
    }
    return switch (token) {
      case START_OBJECT -> readMembers(parser);
      case START_ARRAY -> readItems(parser);
      case VALUE_STRING -> new Value.Text(wellFormed(parser, parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Num(parser.getText());
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_NULL -> Value.Null.NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw malformed(parser, "unexpected " + token);
    };
  }

  private static Value.Obj readMembers(JsonParser parser) throws IOException {
    ObjectBuilder builder = new ObjectBuilder();
    int count = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = wellFormed(parser, parser.currentName());
      parser.nextToken();
      builder.add(name, read(parser));
      count++;
    }
    Value.Obj object = builder.build();
    // Cheaper than the parser's own detection: a shape in use is known to have distinct names.
    if (object.members().size() != count) {
      throw malformed(parser, "an object with two members of one name");
    }
    return object;
  }

  private static Value.Arr readItems(JsonParser parser) throws IOException {
    List<Value> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser));
    }
    return new Value.Arr(items);
  }

  private static String wellFormed(JsonParser parser, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isHighSurrogate(text.charAt(i))
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw malformed(parser, "half of a surrogate pair in a string");
        }
        i++;
      }
    }
    return text;
  }

  private static MalformedJsonException malformed(JsonParser parser, String what) {
    return new MalformedJsonException(
        what + " at byte " + parser.currentTokenLocation().getByteOffset());
  }

  // The parser's own message may quote the input, which may hold personal data.
  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? "not JSON"
        : "not JSON at byte " + e.getLocation().getByteOffset();
  }
}
