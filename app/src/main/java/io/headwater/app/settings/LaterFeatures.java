package io.headwater.app.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keys of the mapping language that are refused until they work, and what to do without them. */
final class LaterFeatures {

  private static final Map<String, String> ANYWHERE =
      Map.of(
          "ref", "remove it; only rows that point to the root can be embedded for now",
          "lookup", "remove it; resources are assembled from changes for now");

  /** In {@code resource} and its root. */
  static final Map<String, String> OF_RESOURCE = ANYWHERE;

  /** In the block of one field. */
  static final Map<String, String> OF_FIELD = ANYWHERE;

  /** In a member of {@code embed}. */
  static final Map<String, String> OF_EMBED = withNestedEmbed();

  private LaterFeatures() {}

  private static Map<String, String> withNestedEmbed() {
    Map<String, String> features = new LinkedHashMap<>(ANYWHERE);
    features.put("embed", "remove it; only tables that join the root can be embedded for now");
    return Map.copyOf(features);
  }
}
