package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What a {@code $ref} leads to. */
sealed interface Reference {

  /** A place in the schema. */
  record Found(List<String> path, Value schema) implements Reference {}

  /** Nothing that can be checked. */
  record Lost(String what, String mend) implements Reference {}

  /**
   * Resolves references within a schema; they are JSON Pointers in the fragment of a URI (RFC 6901,
   * section 6). Immutable.
   */
  record Resolver(Value root, Optional<String> id) {

    private static final String MEND = "write a place in this file, such as #/$defs/size";

    Reference resolve(String reference) {
      String own = id.filter(reference::startsWith).orElse("");
      String local = reference.substring(own.length());
      if (local.isEmpty() || local.equals("#")) {
        return new Found(List.of(), root);
      }
      if (!local.startsWith("#")) {
        return new Lost("'$ref' leads out of this file, and others are not read", MEND);
      }
      Optional<String> pointer = decoded(local.substring(1));
      if (pointer.isEmpty() || !pointer.get().startsWith("/")) {
        return new Lost("'$ref' is not a JSON Pointer", MEND);
      }
      return at(pointer.get());
    }

    private Reference at(String pointer) {
      List<String> path = new ArrayList<>();
      Value at = root;
      for (String segment : pointer.substring(1).split("/", -1)) {
        String name = segment.replace("~1", "/").replace("~0", "~");
        Optional<Value> below = below(at, name);
        if (below.isEmpty()) {
          return new Lost(
              "'$ref' leads to #%s, which is not in this file".formatted(pointer),
              "correct it, or add the schema there");
        }
        path.add(name);
        at = below.get();
      }
      return new Found(List.copyOf(path), at);
    }

    private static Optional<Value> below(Value value, String name) {
      return switch (value) {
        case Value.Obj object -> object.member(name);
        case Value.Arr array -> item(array, name);
        case Value.Null ignored -> Optional.empty();
        case Value.Bool ignored -> Optional.empty();
        case Value.Num ignored -> Optional.empty();
        case Value.Text ignored -> Optional.empty();
      };
    }

    private static Optional<Value> item(Value.Arr array, String index) {
      for (int i = 0; i < array.items().size(); i++) {
        if (index.equals(Integer.toString(i))) {
          return Optional.of(array.items().get(i));
        }
      }
      return Optional.empty();
    }

    /** The text without percent-encoding; empty when it is malformed. */
    private static Optional<String> decoded(String text) {
      if (text.indexOf('%') < 0) {
        return Optional.of(text);
      }
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
      for (int i = 0; i < encoded.length; i++) {
        if (encoded[i] != '%') {
          decoded.write(encoded[i]);
        } else if (i + 2 < encoded.length
            && HexFormat.isHexDigit(encoded[i + 1])
            && HexFormat.isHexDigit(encoded[i + 2])) {
          decoded.write(
              HexFormat.fromHexDigit(encoded[i + 1]) * 16 + HexFormat.fromHexDigit(encoded[i + 2]));
          i += 2;
        } else {
          return Optional.empty();
        }
      }
      return Optional.of(decoded.toString(StandardCharsets.UTF_8));
    }
  }
}
