package io.headwater.http.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

  private static final String RESOURCE =
      "{\"price\":1.50,\"id\":9007199254740993,\"name\":\"Żółć"
          + " 🐟\",\"dimensions\":{\"x\":1e2,\"y\":{\"z\":0.10}},"
          + "\"colors\":[\"red\",\"blue\",7],\"parts\":[{\"sku\":\"a\",\"n\":1},{\"n\":2},3,[{\"sku\":\"b\"}]],"
          + "\"gone\":null,\"live\":true,\"empty\":\"\"}";
  private static final Bytes STATE = record(RESOURCE);

  private static Bytes record(String resource) {
    return Bytes.utf8(
        "{\"type\":\"widget\",\"id\":1,\"version\":2,\"resource\":" + resource + ",\"more\":1.0}");
  }

  private static Selection fields(String... fields) {
    return Selection.parse(List.of(fields), List.of());
  }

  private static boolean takes(String... filters) {
    return Selection.parse(List.of(), List.of(filters)).of(STATE).isPresent();
  }

  @Test
  void everythingIsTheSameBytes() {
    assertThat(Selection.EVERYTHING.of(STATE).orElseThrow()).isSameAs(STATE);
    assertThat(Selection.parse(List.of(), List.of("live=true")).of(STATE).orElseThrow())
        .isSameAs(STATE);
  }

  @Test
  void keepsTheOrderOfMembersAndTheLiteralsOfNumbers() {
    assertThat(fields("dimensions.y.z,id,price").of(STATE))
        .contains(
            record("{\"price\":1.50,\"id\":9007199254740993,\"dimensions\":{\"y\":{\"z\":0.10}}}"));
    assertThat(fields("name", "dimensions.x").of(STATE))
        .contains(record("{\"name\":\"Żółć 🐟\",\"dimensions\":{\"x\":1e2}}"));
  }

  @Test
  void goesIntoTheElementsOfArrays() {
    assertThat(fields("parts.sku").of(STATE))
        .contains(record("{\"parts\":[{\"sku\":\"a\"},{},[{\"sku\":\"b\"}]]}"));
  }

  @Test
  void theWholeMemberWinsOverAPartOfIt() {
    assertThat(fields("dimensions.x,dimensions").of(STATE))
        .isEqualTo(fields("dimensions").of(STATE));
  }

  @Test
  void whatIsNotThereIsLeftOut() {
    assertThat(fields("nothing,name.first,gone").of(STATE)).contains(record("{\"gone\":null}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "colors=red",
        "colors=7",
        "colors!=green",
        "name=Żółć 🐟",
        "id=9007199254740993",
        "price=1.50",
        "price!=1.5",
        "dimensions.y.z=0.10",
        "gone=null",
        "live=true",
        "live!=false",
        "nothing!=1",
        "empty=",
        "parts.sku=b",
        "dimensions!=1",
        "name!=a=b"
      })
  void isTrue(String filter) {
    assertThat(takes(filter)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "colors=green",
        "colors!=red",
        "id=9007199254740992",
        "price=1.5",
        "gone=",
        "nothing=null",
        "nothing=",
        "live=TRUE",
        "dimensions=1",
        "parts.sku=c",
        "name.first=x"
      })
  void isNotTrue(String filter) {
    assertThat(takes(filter)).isFalse();
  }

  @Test
  void severalMustAllBeTrue() {
    assertThat(takes("colors=red", "colors=blue")).isTrue();
    assertThat(takes("colors=red", "colors=green")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"'',dimensions.x", "'name,',dimensions.x", "a..b,dimensions.x", ".a,dimensions.x"})
  void refusesMalformedFields(String text, String mend) {
    assertThatThrownBy(() -> fields(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fields'")
        .hasMessageContaining(mend);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "name", "=red", "!=red", "a..b=1"})
  void refusesMalformedFilters(String text) {
    assertThatThrownBy(() -> takes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'filter'");
  }

  @Test
  void isBounded() {
    assertThatThrownBy(() -> fields("a,".repeat(Fields.MAX_PATHS) + "a"))
        .hasMessageContaining("at most " + Fields.MAX_PATHS);
    List<String> filters = Collections.nCopies(Selection.MAX_CONDITIONS + 1, "a=1");
    assertThatThrownBy(() -> Selection.parse(List.of(), filters))
        .hasMessageContaining("at most " + Selection.MAX_CONDITIONS);
  }

  @Test
  void isEqualWhenItAsksForTheSame() {
    assertThat(fields("a,b.c")).isEqualTo(fields("b.c", "a")).hasSameHashCodeAs(fields("b.c", "a"));
    assertThat(fields("a")).isNotEqualTo(fields("b")).isNotEqualTo(Selection.EVERYTHING);
    assertThat(Selection.parse(List.of(), List.of("a=1")))
        .isNotEqualTo(Selection.parse(List.of(), List.of("a!=1")));
  }
}
