package io.headwater.http.server;

import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.http.route.ProblemKind;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.stream.KillSwitches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

  private static ServerFixture http;
  private static HttpResponse<String> response;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    http = new ServerFixture();
    response = http.get("/openapi.json");
    document = json(response);
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @Test
  void isServedAsJsonWithATag() {
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(document.path("openapi").asText()).startsWith("3.1.");
    assertThat(http.get("/openapi.json", "If-None-Match", header(response, "ETag")).statusCode())
        .isEqualTo(304);
  }

  @Test
  void describesEveryRouteAndNothingElse() {
    List<String> described = new ArrayList<>();
    document.path("paths").fieldNames().forEachRemaining(described::add);

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            HeadwaterRoutes.of(http.system, http.ports, http.settings, KillSwitches.shared("test"))
                .templates());
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
    Set<String> references = new TreeSet<>();
    for (JsonNode reference : document.findValues("$ref")) {
      references.add(reference.asText());
      assertThat(document.at(reference.asText().substring(1)).isObject())
          .as(reference.asText())
          .isTrue();
    }
    Set<String> components = new TreeSet<>();
    document
        .path("components")
        .properties()
        .forEach(
            kind ->
                kind.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name -> components.add("#/components/" + kind.getKey() + "/" + name)));

    // The lines of a bootstrap are described in words: a schema covers one JSON document.
    components.remove("#/components/schemas/BootstrapHeader");
    components.remove("#/components/schemas/BootstrapCheckpoint");
    components.remove("#/components/schemas/BootstrapCompletion");
    assertThat(references).isEqualTo(components);
  }

  @Test
  void theExamplesOfStreamsAreWhatIsSent() {
    http.view.write("1", 1);
    JsonNode change =
        json(http.get("/v1/resources/widget/changes?since=e1.0-0.1-0.2-0.3-0"))
            .path("changes")
            .get(0);
    String events =
        document
            .at("/paths/~1v1~1resources~1{type}~1changes/get/responses/200/content")
            .path("text/event-stream")
            .path("example")
            .asText();
    String lines =
        document
            .at("/paths/~1v1~1resources~1{type}~1bootstrap/get/responses/200/content")
            .path("application/x-ndjson")
            .path("example")
            .asText();
    String header =
        http.get("/v1/resources/widget/bootstrap").body().lines().findFirst().orElse("");

    assertThat(names(json(events.lines().toList().get(1).substring("data: ".length()))))
        .isEqualTo(names(change));
    assertThat(names(json(lines.lines().findFirst().orElse("")).path("bootstrap")))
        .isEqualTo(names(json(header).path("bootstrap")));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void everyPathParameterIsDeclaredAndEveryOperationTellsItsErrors() {
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(operation -> assertTold(path.getKey(), operation.getValue())));
  }

  private static void assertTold(String path, JsonNode operation) {
    List<String> declared = new ArrayList<>();
    for (JsonNode reference : operation.path("parameters")) {
      JsonNode parameter = document.at(reference.path("$ref").asText().substring(1));
      if (parameter.path("in").asText().equals("path")) {
        declared.add(parameter.path("name").asText());
      }
    }
    List<String> named = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(path);
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    assertThat(declared).as(path).isEqualTo(named);
    assertThat(operation.path("operationId").asText()).isNotEmpty();
    assertThat(operation.path("responses").has("200") || operation.path("responses").has("202"))
        .as(path)
        .isTrue();
    for (String status : List.of("405", "500", "503")) {
      assertThat(operation.path("responses").has(status)).as(path).isTrue();
    }
  }

  @Test
  void everyProblemExampleIsAKindThatExists() {
    List<String> kinds = new ArrayList<>();
    for (ProblemKind kind : ProblemKind.values()) {
      kinds.add(kind.type() + " " + kind.status().intValue() + " " + kind.title());
    }
    List<String> told = new ArrayList<>();
    for (JsonNode content : document.findValues("application/problem+json")) {
      JsonNode example = content.path("example");
      told.add(
          example.path("type").asText()
              + " "
              + example.path("status").asInt()
              + " "
              + example.path("title").asText());
    }

    assertThat(told).isNotEmpty().isSubsetOf(kinds);
    for (ProblemKind kind : ProblemKind.values()) {
      assertThat(response.body()).contains(kind.type());
    }
  }
}
