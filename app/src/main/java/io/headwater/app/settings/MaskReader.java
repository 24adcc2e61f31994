package io.headwater.app.settings;

import com.typesafe.config.ConfigValue;
import io.headwater.core.normalize.Mask;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code mask} of the root or an embed: columns, each with what becomes of its values. */
final class MaskReader {

  static final String KEY = "mask";

  private static final List<String> WORDS =
      Arrays.stream(Mask.values()).map(MaskReader::word).toList();

  private MaskReader() {}

  /** The masked columns in the order they are written; what is wrong becomes a problem. */
  static Map<String, MaskedColumn> read(HoconBlock relation) {
    Map<String, MaskedColumn> columns = new LinkedHashMap<>();
    Optional<HoconBlock> masks = relation.block(KEY, "'mask' of " + relation.place());
    if (masks.isEmpty()) {
      return columns;
    }
    for (String column : masks.get().keys()) {
      ConfigValue value = masks.get().value(column).orElseThrow();
      masks
          .get()
          .name(column, value)
          .flatMap(name -> mask(masks.get(), column, name.text()))
          .ifPresent(mask -> columns.put(column, new MaskedColumn(mask, HoconFile.line(value))));
    }
    if (masks.get().keys().isEmpty()) {
      relation.problem(
          KEY,
          masks.get().place() + " is empty",
          "write { column = redact }, or hash, tokenize, drop, or remove it");
    }
    return columns;
  }

  /** A mask as mapping files write it. */
  static String word(Mask mask) {
    return mask.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Mask> mask(HoconBlock masks, String column, String word) {
    Optional<Mask> mask =
        Arrays.stream(Mask.values()).filter(one -> word(one).equals(word)).findFirst();
    if (mask.isEmpty()) {
      masks.problem(
          column,
          "'%s' in %s is no mask: '%s'".formatted(column, masks.place(), word),
          Suggestion.mend(word, WORDS));
    }
    return mask;
  }
}
