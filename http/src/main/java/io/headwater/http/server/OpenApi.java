package io.headwater.http.server;

import io.headwater.http.route.Answers;
import io.headwater.http.route.Caching;
import io.headwater.http.route.ContentTag;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.Types;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
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
