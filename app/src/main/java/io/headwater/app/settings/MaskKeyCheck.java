package io.headwater.app.settings;

import io.headwater.core.produce.ResourceMapping;
import java.util.List;

/** Asks for a key when a mapping hashes or tokenizes. */
public final class MaskKeyCheck {

  private MaskKeyCheck() {}

  /** Reports the first mask that needs the key that the settings lack. */
  public static void check(
      HeadwaterSettings.Loaded loaded, List<ResourceDefinition> resources, Problems problems) {
    boolean refused =
        loaded.problems().list().stream()
            .anyMatch(problem -> problem.what().contains(HeadwaterSettings.Masks.KEY));
    if (loaded.settings().masks().key().isPresent() || refused) {
      return;
    }
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        for (RuledColumn ruled : resource.rules(relation.name()).values()) {
          if (ruled.rule().needsKey()) {
            problems.add(
                resource.file().toString(),
                ruled.line(),
                "the mask %s needs a key, and %s is not set"
                    .formatted(ruled.word(), HeadwaterSettings.Masks.KEY),
                "set it, or HEADWATER_MASK_KEY where application.conf takes it from there, to what"
                    + " openssl rand -base64 32 prints; keep it secret, and keep it");
            return;
          }
        }
      }
    }
  }
}
