package io.headwater.app.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.app.system.TopicLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicCheckTest {

  private static final boolean PARTS = true;

  private final Histories histories = new Histories();
  private final List<Entry> entries = new ArrayList<>();

  TopicCheckTest() {
    histories.adopt(Histories.BEFORE_ALL, Optional.empty(), truth("{}"));
    histories.adopt(0, Optional.of("7"), truth("[1]"));
    publish("create", 1, "", "{}");
  }

  @Test
  void theStatesOfTheSourceAreRight() {
    publish("update", 2, "7", "[1]");

    assertThat(differences(false)).isEmpty();
    assertThat(differences(PARTS)).isEmpty();
  }

  @Test
  void aStateThatIsMissingOrWrongIsFound() {
    assertThat(differences(false)).hasSize(1);

    publish("update", 2, "7", "[2]");

    assertThat(differences(false)).hasSize(1);
    assertThat(differences(PARTS)).hasSize(1);
  }

  @Test
  void aPartIsRightOnlyWhereThereMayBeParts() {
    publish("update", 2, "7", "[9]", "\"partial\":true,");
    publish("update", 3, "7", "[1]");

    assertThat(differences(PARTS)).isEmpty();
    assertThat(differences(false)).hasSize(1);
  }

  @Test
  void aPartThatDoesNotSaySoIsFound() {
    publish("update", 2, "7", "[9]");
    publish("update", 3, "7", "[1]");

    assertThat(differences(PARTS)).hasSize(1);
  }

  @Test
  void theLastPartMustBeTheSources() {
    publish("update", 2, "7", "[1]", "\"partial\":true,");
    publish("update", 3, "7", "[9]", "\"partial\":true,");

    assertThat(differences(PARTS)).hasSize(1);
  }

  @Test
  void partsMayTakeBackWhatTheyChanged() {
    publish("update", 2, "7", "[1]");
    publish("update", 3, "8", "[9]", "\"partial\":true,");
    publish("update", 4, "8", "[1]");

    assertThat(differences(PARTS)).isEmpty();
  }

  @Test
  void aRecordThatRepeatsTheLastIsFound() {
    publish("update", 2, "7", "[1]");
    publish("update", 3, "8", "[1]");

    assertThat(differences(false)).hasSize(1);
    assertThat(differences(PARTS)).hasSize(1);
  }

  @Test
  void aVersionThatIsLeftOutIsFound() {
    publish("update", 3, "7", "[1]");

    assertThat(differences(false)).hasSize(1);
    assertThat(differences(PARTS)).hasSize(1);
  }

  @Test
  void aDeleteNeedsItsTombstone() {
    publish("update", 2, "7", "[1]");
    histories.adopt(1, Optional.of("8"), Truth.NOTHING);
    publish("delete", 3, "8", "null");

    assertThat(differences(false)).hasSize(1);

    entries.add(new Entry(0, 9, "a", Optional.empty(), Map.of()));

    assertThat(differences(false)).isEmpty();
  }

  @Test
  void aWithheldDocumentStaysAsItWas() {
    publish("update", 2, "7", "[1]");
    histories.adopt(1, Optional.of("8"), new Truth(Map.of(), Set.of("a")));

    assertThat(differences(false)).isEmpty();
    assertThat(histories.everWithheld()).containsExactly("a");
  }

  private List<Difference> differences(boolean parts) {
    return TopicCheck.differences(histories, entries, parts, 2);
  }

  private static Truth truth(String document) {
    return new Truth(Map.of("a", document), Set.of());
  }

  private void publish(String operation, long version, String transaction, String document) {
    publish(operation, version, transaction, document, "");
  }

  private void publish(
      String operation, long version, String transaction, String document, String partial) {
    String source = transaction.isEmpty() ? "{}" : "{\"transaction\":\"" + transaction + "\"}";
    String value =
        "{\"operation\":\"%s\",\"version\":%d,\"source\":%s,%s\"id\":\"a\",\"resource\":%s}"
            .formatted(operation, version, source, partial, document);
    entries.add(new Entry(0, version, "a", Optional.of(value), Map.of()));
  }
}
