package io.headwater.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;

/** Checks that a response is a whole RFC 9457 problem. */
final class ProblemAssert {

  private ProblemAssert() {}

  static JsonNode assertProblem(HttpResponse<String> response, int status, String kind) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(ServerFixture.header(response, "Content-Type"))
        .isEqualTo("application/problem+json");
    assertThat(ServerFixture.header(response, "Cache-Control")).isEqualTo("no-store");
    assertThat(ServerFixture.header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    JsonNode problem = ServerFixture.json(response);
    assertThat(problem.path("type").asText()).isEqualTo("urn:headwater:problem:" + kind);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(problem.path("instance").asText()).isNotBlank();
    return problem;
  }
}
