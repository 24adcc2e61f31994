package io.headwater.http.bootstrap;

import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.http.query.Positions;
import io.headwater.http.route.JsonBody;
import java.time.Duration;

/**
 * The first line of a download.
 *
 * @param positions where to follow from
 * @param tombstones how long the topic keeps deletions
 */
record Header(ResourceType type, StreamPositions positions, Duration tombstones) {

  byte[] line() {
    return JsonBody.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("bootstrap");
          json.writeStringField("type", type.name());
          json.writeStringField("topic", Topics.state(type));
          json.writeStringField("epoch", positions.epoch());
          Positions.write(json, positions);
          json.writeStringField("token", StreamToken.of(positions));
          json.writeNumberField("tombstones_ms", tombstones.toMillis());
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
