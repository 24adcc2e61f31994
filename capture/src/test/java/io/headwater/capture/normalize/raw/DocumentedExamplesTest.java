package io.headwater.capture.normalize.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Debezium's records in {@code docs/change-event.md}, whose keys stand on a line before them, come
 * out as the events beside them.
 */
class DocumentedExamplesTest {

  private static final Path DOCUMENT = Path.of("../docs/change-event.md");
  private static final String SECTION = "\n## Debezium topics\n";
  private static final Pattern JSON = Pattern.compile("```json\n(.*?)\n```", Pattern.DOTALL);

  /** PostgreSQL, MySQL, SQL Server, Oracle, MongoDB. */
  private static final int DATABASES = 5;

  @Test
  void comeOutAsTheEventsBesideThem() throws IOException {
    List<String> blocks = blocks();

    assertThat(blocks).hasSize(2 * DATABASES);
    for (int i = 0; i < blocks.size(); i += 2) {
      List<Normalization> outcomes = normalize(blocks.get(i));
      assertThat(outcomes).singleElement().isInstanceOf(Normalization.Normalized.class);
      Normalization.Normalized normalized = (Normalization.Normalized) outcomes.getFirst();
      assertThat(Json.read(ChangeLogCodec.encode(normalized.event())))
          .as(blocks.get(i))
          .isEqualTo(Json.read(blocks.get(i + 1).getBytes(UTF_8)));
    }
  }

  private static List<Normalization> normalize(String block) {
    int line = block.indexOf('\n');
    return NormalizersUnderTest.of(RawFormat.DEBEZIUM_JSON)
        .normalize(
            RawFixtures.raw(
                Optional.of(Bytes.utf8(block.substring(0, line))),
                Optional.of(Bytes.utf8(block.substring(line + 1)))));
  }

  private static List<String> blocks() throws IOException {
    String document = Files.readString(DOCUMENT);
    int start = document.indexOf(SECTION);
    int end = document.indexOf("\n## ", start + SECTION.length());
    return JSON.matcher(document.substring(start, end < 0 ? document.length() : end))
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
