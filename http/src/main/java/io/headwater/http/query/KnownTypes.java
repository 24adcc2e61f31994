package io.headwater.http.query;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.util.stream.Collectors;

/**
 * The resource types that a view holds.
 *
 * @param view asked at each call
 */
public record KnownTypes(BootstrapView view) {

  /**
   * The type of that name.
   *
   * @throws ProblemException when the view holds no such type
   */
  public ResourceType require(String name) {
    if (ResourceType.isValid(name)) {
      ResourceType type = new ResourceType(name);
      if (view.types().contains(type)) {
        return type;
      }
    }
    String known =
        view.types().stream().sorted().map(ResourceType::name).collect(Collectors.joining(", "));
    throw new ProblemException(
        ProblemKind.TYPE_UNKNOWN,
        "The types are: " + (known.isEmpty() ? "none" : known) + "; see /v1/resources.");
  }
}
