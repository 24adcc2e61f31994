package io.headwater.http.route;

import io.headwater.http.route.Endpoint.Verb;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The query parameters that are served, by verb and template.
 *
 * <p>One that is not served is refused: a filter whose name is misspelled must not look as if all
 * were asked for.
 *
 * @param served the names; endpoints that are not among the keys take anything
 */
public record QueryParameters(Map<Place, Set<String>> served) {

  /** An endpoint's verb and template. */
  public record Place(Verb verb, String template) {}

  public QueryParameters {
    served = Map.copyOf(served);
  }

  void require(Endpoint endpoint, Call call) {
    Set<String> known = served.get(new Place(endpoint.verb(), endpoint.template()));
    if (known == null) {
      return;
    }
    Optional<String> unknown =
        call.queryNames().stream().filter(name -> !known.contains(name)).findFirst();
    unknown.ifPresent(
        name -> {
          throw new ProblemException(
              ProblemKind.BAD_PARAMETER,
              "'%s' is no parameter here; %s."
                  .formatted(
                      Call.shorten(name),
                      known.isEmpty()
                          ? "there are none"
                          : "there are " + String.join(", ", new TreeSet<>(known))));
        });
  }
}
