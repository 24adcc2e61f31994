package io.headwater.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Caching;
import io.headwater.http.route.ContentTag;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.QueryParameters;
import io.headwater.http.route.Types;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Serves {@code /openapi.json}, the description of all endpoints. */
final class OpenApi {

  private static final String FILE = "openapi.json";

  private final byte[] document = load();
  private final String tag = ContentTag.of(document);

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/openapi.json",
            Endpoint.Traits.IMMEDIATE,
            call ->
                CompletableFuture.completedStage(
                    Answers.tagged(
                        call, Answers.of(Types.JSON, document, Caching.NO_CACHE), tag))));
  }

  /** The query parameters that the document names, for what is under {@code /v1}. */
  QueryParameters parameters() {
    try {
      JsonNode root = new ObjectMapper().readTree(document);
      Map<QueryParameters.Place, Set<String>> served = new HashMap<>();
      for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
        if (path.getKey().startsWith("/v1/")) {
          for (Endpoint.Verb verb : Endpoint.Verb.values()) {
            JsonNode operation = path.getValue().path(verb.name().toLowerCase(Locale.ROOT));
            if (operation.isObject()) {
              served.put(new QueryParameters.Place(verb, path.getKey()), names(root, operation));
            }
          }
        }
      }
      return new QueryParameters(served);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(JsonNode root, JsonNode operation) {
    Set<String> names = new HashSet<>();
    for (JsonNode given : operation.path("parameters")) {
      JsonNode parameter =
          given.has("$ref") ? root.at(given.path("$ref").asText().substring(1)) : given;
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  private static byte[] load() {
    try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(
            FILE + " is missing beside " + OpenApi.class.getName() + "; build the module again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
