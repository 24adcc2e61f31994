package io.headwater.app.cli;

import io.headwater.app.wiring.StartException;
import io.headwater.client.bootstrap.ProviderAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The contract of a resource type, from the first provider that answers. */
final class ContractClient {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private ContractClient() {}

  /**
   * The contract as JSON Schema.
   *
   * @throws StartException when none of the providers has it
   */
  static String fetch(List<URI> providers, String type) {
    StartException last =
        new StartException(
            "no provider was given; mend: name one with --from", new IllegalStateException());
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      for (URI provider : providers) {
        try {
          return fetch(client, provider, type);
        } catch (StartException e) {
          last = e;
        }
      }
    }
    throw last;
  }

  private static String fetch(HttpClient client, URI provider, String type) {
    URI uri = new ProviderAddress(provider).resource(type, "schema");
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new StartException(
            "%s answers %d; mend: check --from and --type".formatted(uri, response.statusCode()),
            new IOException("status " + response.statusCode()));
      }
      return response.body();
    } catch (IOException e) {
      throw new StartException(
          "%s does not answer; mend: start 'headwater run', or check --from".formatted(provider),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while %s was asked".formatted(provider), e);
    }
  }
}
