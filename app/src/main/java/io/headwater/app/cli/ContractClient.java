package io.headwater.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.app.wiring.StartException;
import io.headwater.client.bootstrap.ProviderAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The contract of a resource type, from the first provider that answers. */
final class ContractClient {

  private static final Logger LOG = LoggerFactory.getLogger(ContractClient.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final String TYPE_UNKNOWN = "urn:headwater:problem:type-unknown";
  private static final ObjectMapper JSON = new ObjectMapper();

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
    try (HttpClient client = client()) {
      for (URI provider : providers) {
        try {
          return contract(ask(client, provider, type));
        } catch (StartException e) {
          last = e;
        }
      }
    }
    throw last;
  }

  /** What the first provider that answers says of a type that it does not serve. */
  static Optional<String> refusal(List<URI> providers, String type) {
    try (HttpClient client = client()) {
      for (URI provider : providers) {
        try {
          return refusal(ask(client, provider, type));
        } catch (StartException e) {
          LOG.debug("{} does not say whether it serves {}", provider, type, e);
        }
      }
    }
    return Optional.empty();
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(LIMIT)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build();
  }

  private static HttpResponse<String> ask(HttpClient client, URI provider, String type) {
    URI uri = new ProviderAddress(provider).resource(type, "schema");
    try {
      return client.send(
          HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StartException(
          "%s does not answer; mend: start 'headwater run', or check --from".formatted(provider),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while %s was asked".formatted(provider), e);
    }
  }

  private static String contract(HttpResponse<String> response) {
    if (response.statusCode() != OK) {
      throw new StartException(
          "%s answers %d; mend: check --from and --type"
              .formatted(response.uri(), response.statusCode()),
          new IOException("status " + response.statusCode()));
    }
    return response.body();
  }

  private static Optional<String> refusal(HttpResponse<String> response) {
    if (response.statusCode() != NOT_FOUND) {
      return Optional.empty();
    }
    try {
      JsonNode problem = JSON.readTree(response.body());
      return Optional.of(problem.path("detail").asText())
          .filter(detail -> problem.path("type").asText().equals(TYPE_UNKNOWN));
    } catch (JsonProcessingException e) {
      // Something else answers there; the consumer tells what.
      LOG.debug("{} answers with no problem", response.uri(), e);
      return Optional.empty();
    }
  }
}
