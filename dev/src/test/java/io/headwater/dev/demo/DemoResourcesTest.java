package io.headwater.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DemoResourcesTest {

  @Test
  void shipsTheMappingAndTheContract() throws IOException {
    assertThat(text("/demo/widget.conf"))
        .startsWith("resource widget {")
        .contains("table = public.widgets", "public.widget_dimensions", "public.widget_colors");
    assertThat(text("/demo/widget.schema.json"))
        .contains(
            "https://json-schema.org/draft/2020-12/schema", "\"additionalProperties\": false");
  }

  private static String text(String resource) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(DemoResourcesTest.class.getResourceAsStream(resource))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
