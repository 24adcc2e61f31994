package io.headwater.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @Test
  void aTableNameIsReadFromSchemaAndTable() {
    assertThat(TableName.parse("public.widgets")).contains(new TableName("public", "widgets"));
    assertThat(new TableName("public", "widgets")).hasToString("public.widgets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "widgets", ".widgets", "public.", "a.b.c", "a..b", "a.b."})
  void anyOtherFormIsNoTableName(String text) {
    assertThat(TableName.parse(text)).isEmpty();
  }

  @Test
  void tableNamesAreOrderedByTheirText() {
    assertThat(new TableName("a", "z")).isLessThan(new TableName("b", "a"));
    assertThat(new TableName("a", "a")).isLessThan(new TableName("a", "b"));
    assertThat(new TableName("a", "a")).isEqualByComparingTo(new TableName("a", "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"w", "widget", "widget-2", "my_widget", "w0"})
  void aResourceTypeFitsIntoTopicsAndUrls(String name) {
    assertThat(ResourceType.isValid(name)).isTrue();
    assertThat(new ResourceType(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Widget", "2w", "-w", "w.x", "w/x", "wä", "w w", "w\n"})
  void anyOtherResourceTypeIsRefused(String name) {
    assertThat(ResourceType.isValid(name)).isFalse();
    assertThatThrownBy(() -> new ResourceType(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void aResourceTypeHasSixtyFourCharactersAtMost() {
    assertThat(ResourceType.isValid("w".repeat(64))).isTrue();
    assertThat(ResourceType.isValid("w".repeat(65))).isFalse();
  }

  @Test
  void topicsCarryTheSourceOrTheType() {
    assertThat(Topics.changes("shop")).isEqualTo("headwater.changes.shop");
    assertThat(Topics.state(new ResourceType("widget"))).isEqualTo("headwater.state.widget");
  }
}
