package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads attributes in DynamoDB's typed form, {@code {"N":"1"}}, as plain values (DynamoDB API
 * reference, AttributeValue).
 *
 * <p>A set becomes an array in ascending order, so that equal sets are equal values. What is no
 * attribute is refused with a reason that names the attribute of the item.
 */
final class AttributeReader {

  /** The deepest nesting that is read; DynamoDB itself allows 32. */
  static final int MAX_NESTING = 64;

  private final String image;
  private final String attribute;

  private AttributeReader(String image, String attribute) {
    this.image = image;
    this.attribute = attribute;
  }

  /** The attributes of an item, by their names. */
  static Value.Obj item(String image, Value.Obj typed) {
    ObjectBuilder item = new ObjectBuilder(typed.size());
    for (Map.Entry<String, Value> member : typed.members().entrySet()) {
      item.add(
          member.getKey(),
          new AttributeReader(image, member.getKey()).read(member.getValue(), MAX_NESTING));
    }
    return item.build();
  }

  private Value read(Value typed, int levels) {
    if (levels == 0) {
      throw refused("is nested deeper than %d levels".formatted(MAX_NESTING));
    }
    if (!(typed instanceof Value.Obj object)) {
      throw refused("is not an object of one type and its value");
    }
    int told = told(object);
    Value content = object.valueAt(told);
    return switch (object.nameAt(told)) {
      case "S" -> text(content);
      case "N" -> number(content);
      case "B" -> binary(content);
      case "BOOL" -> bool(content);
      case "NULL" -> nothing(content);
      case "L" -> list(content, levels - 1);
      case "M" -> map(content, levels - 1);
      case "SS" -> new Value.Arr(AttributeSets.ofTexts(items(content, this::text)));
      case "NS" -> new Value.Arr(AttributeSets.ofNumbers(items(content, this::number)));
      case "BS" -> new Value.Arr(AttributeSets.ofBinaries(items(content, this::binary)));
      default -> throw refused("has a type that DynamoDB does not have");
    };
  }

  /** The place of the one member that is not null: some senders write all types of each value. */
  private int told(Value.Obj object) {
    int told = -1;
    for (int i = 0; i < object.size(); i++) {
      if (!object.valueAt(i).isNull()) {
        if (told >= 0) {
          throw refused("has more than one type");
        }
        told = i;
      }
    }
    if (told < 0) {
      // Not taken for an empty map, though DynamoDB Local writes this for one: it may be any
      // type's.
      throw refused("has no type");
    }
    return told;
  }

  private Value.Text text(Value content) {
    if (content instanceof Value.Text text) {
      return text;
    }
    throw refused("has a value that is not a string, as its type asks for");
  }

  private Value.Num number(Value content) {
    return AttributeNumbers.read(text(content).value())
        .orElseThrow(() -> refused("has a number that is not one of DynamoDB's"));
  }

  private Value.Text binary(Value content) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text(content).value());
      // Written anew: a sender may leave the padding out, and equal bytes must be equal values.
      return new Value.Text(Base64.getEncoder().encodeToString(bytes));
    } catch (IllegalArgumentException e) {
      throw refused("has binary data that is not Base64");
    }
  }

  private Value bool(Value content) {
    if (content instanceof Value.Bool) {
      return content;
    }
    throw refused("has a BOOL that is neither true nor false");
  }

  private Value nothing(Value content) {
    if (content instanceof Value.Bool flag && flag.value()) {
      return Value.ofNull();
    }
    throw refused("has a NULL that is not true");
  }

  private Value list(Value content, int levels) {
    return new Value.Arr(items(content, item -> read(item, levels)));
  }

  private Value map(Value content, int levels) {
    if (!(content instanceof Value.Obj members)) {
      throw refused("has a map that is not an object");
    }
    ObjectBuilder map = new ObjectBuilder(members.size());
    for (Map.Entry<String, Value> member : members.members().entrySet()) {
      map.add(member.getKey(), read(member.getValue(), levels));
    }
    return map.build();
  }

  private <T extends Value> List<T> items(Value content, Function<Value, T> reader) {
    if (!(content instanceof Value.Arr array)) {
      throw refused("has a list or set that is not an array");
    }
    List<T> items = new ArrayList<>(array.items().size());
    for (Value item : array.items()) {
      items.add(reader.apply(item));
    }
    return items;
  }

  private RefusedRecordException refused(String what) {
    return new RefusedRecordException(
        "attribute '%s' of '%s' %s; is the record in DynamoDB's typed form?"
            .formatted(attribute, image, what));
  }
}
