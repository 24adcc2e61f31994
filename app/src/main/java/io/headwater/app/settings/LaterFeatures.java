package io.headwater.app.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keys of the mapping language that are refused until they work, and what to do without them. */
final class LaterFeatures {

  private static final Map<String, String> ANYWHERE =
      Map.of(
          "where", "remove it; every row of the table is part of the resource for now",
          "soft-delete", "remove it; only a deleted row counts as deleted for now",
          "mask",
              "remove it and leave personal columns out of 'fields', or mask them in the source",
          "ref", "remove it; only rows that point to the root can be embedded for now",
          "map-by", "remove it; the rows come as a list for now",
          "lookup", "remove it; resources are assembled from changes for now");

  /** In {@code resource} and its root. */
  static final Map<String, String> OF_RESOURCE = ANYWHERE;

  /** In a member of {@code embed}. */
  static final Map<String, String> OF_EMBED = withNestedEmbed();

  private LaterFeatures() {}

  private static Map<String, String> withNestedEmbed() {
    Map<String, String> features = new LinkedHashMap<>(ANYWHERE);
    features.put("embed", "remove it; only tables that join the root can be embedded for now");
    return Map.copyOf(features);
  }
}
