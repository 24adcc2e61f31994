package io.headwater.app.settings;

import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the types of the columns that an embed joins by with those of the root's key.
 *
 * <p>A row belongs to the resource whose id its columns hold. Of several columns this is a JSON
 * object, in which the text {@code "7"} is not the number {@code 7}, so rows that join one with the
 * other would never meet. Of one column it is the same resource, but its records would tell the id
 * as a text or as a number, by the row that changed.
 */
public final class JoinTypes {

  private static final String NULL = "null";

  private JoinTypes() {}

  /**
   * Reports every joined column that no value of the root's key can be equal to; columns that the
   * catalogue lacks are left out.
   *
   * @param catalogue of the resource's source, as it is now
   */
  public static void check(
      ResourceDefinition resource, SourceCatalogue catalogue, Problems problems) {
    ResourceMapping.Root root = resource.mapping().root();
    for (ResourceMapping.Embed embed : resource.mapping().embeds()) {
      List<String> owner = embed.ownerColumns();
      for (int place = 0; place < owner.size(); place++) {
        String key = root.key().get(place);
        Set<String> keyTypes = types(catalogue, root.table(), key);
        Set<String> types = types(catalogue, embed.table(), owner.get(place));
        if (!keyTypes.isEmpty() && !types.isEmpty() && !JsonTypes.overlap(keyTypes, types)) {
          problems.add(
              resource.file().toString(),
              resource.line(embed.name(), owner.get(place)),
              "embed '%s' joins column '%s' of table %s, which is %s, with '%s' of table %s, which is %s, and their values are not the same in JSON"
                  .formatted(
                      embed.name(),
                      owner.get(place),
                      embed.table(),
                      String.join(" or ", types),
                      key,
                      root.table(),
                      String.join(" or ", keyTypes)),
              "join a column of the same type, or change the type of one of them in the source");
        }
      }
    }
  }

  private static Set<String> types(SourceCatalogue catalogue, TableName table, String column) {
    Set<String> types =
        new TreeSet<>(catalogue.column(table, column).map(ValueSchema::types).orElse(Set.of()));
    types.remove(NULL);
    return types;
  }
}
