package io.headwater.http.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Caching;
import io.headwater.http.route.Call;
import io.headwater.http.route.ContentTag;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.route.Types;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Serves {@code /v1/resources} and {@code /v1/resources/{type}/schema}. */
public final class CatalogueEndpoints {

  private final BootstrapView view;
  private final ViewStatus status;
  private final Map<ResourceType, Bytes> schemas;
  private final KnownTypes types;
  private final Positions positions;

  /**
   * Creates the endpoints.
   *
   * @param schemas the contract of each type, as JSON Schema
   */
  public CatalogueEndpoints(
      BootstrapView view, ViewStatus status, Map<ResourceType, Bytes> schemas) {
    this.view = view;
    this.status = status;
    this.schemas = Map.copyOf(schemas);
    this.types = new KnownTypes(view);
    this.positions = new Positions(view);
  }

  /** The endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/v1/resources",
            Endpoint.Traits.BLOCKING_COMPRESSED,
            call -> CompletableFuture.completedStage(catalogue())),
        new Endpoint(
            "/v1/resources/{type}/schema",
            Endpoint.Traits.BLOCKING,
            call -> CompletableFuture.completedStage(schema(call))));
  }

  private HttpResponse schema(Call call) {
    ResourceType type = types.require(call.path("type"));
    Bytes schema =
        Optional.ofNullable(schemas.get(type))
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemKind.SCHEMA_ABSENT, "No schema is configured for " + type + "."));
    return Answers.tagged(
        call,
        Answers.of(Types.SCHEMA, schema.array(), Caching.NO_CACHE),
        ContentTag.of(schema.array()));
  }

  private HttpResponse catalogue() {
    boolean caughtUp = status.isCaughtUp();
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("resources");
          for (ResourceType type : view.types().stream().sorted().toList()) {
            entry(json, type, caughtUp);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void entry(JsonGenerator json, ResourceType type, boolean caughtUp) throws IOException {
    StreamPositions positions = this.positions.current(type);
    long lag = status.lag(type);
    json.writeStartObject();
    json.writeStringField("type", type.name());
    json.writeNumberField("count", view.count(type));
    json.writeStringField("topic", Topics.state(type));
    json.writeNumberField("partitions", view.partitions());
    Positions.write(json, positions);
    json.writeStringField("epoch", positions.epoch());
    if (!positions.epoch().isEmpty()) {
      json.writeStringField("token", StreamToken.of(positions));
    }
    if (lag < 0) {
      json.writeNullField("lag");
    } else {
      json.writeNumberField("lag", lag);
    }
    json.writeBooleanField("caught_up", caughtUp);
    if (schemas.containsKey(type)) {
      json.writeStringField("schema", "/v1/resources/" + type.name() + "/schema");
    }
    json.writeEndObject();
  }
}
