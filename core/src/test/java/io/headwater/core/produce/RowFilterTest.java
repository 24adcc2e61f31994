package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a'|'a'|true",
        "'a'|'A'|false",
        "'1'|1|false",
        "1|1.0|true",
        "10|1e1|true",
        "-0|0|true",
        "12345678901234567890.0|12345678901234567890|true",
        "1|1.0000000000000000000001|false",
        "true|true|true",
        "true|'true'|false",
        "null|null|true",
        "null|false|false",
        "null|'null'|false",
      })
  void aColumnEqualsALiteralOfItsType(String column, String literal, boolean expected) {
    Value.Obj row = row("{'c':" + column + ",'literal':" + literal + "}");

    assertThat(
            new RowFilter.OneOf("c", List.of(Value.of("other"), row.require("literal")))
                .counts(row))
        .isEqualTo(expected);
  }

  @Test
  void aMarkIsNeitherNullNorFalse() {
    RowFilter marked = new RowFilter.Marked("c");

    assertThat(marked.counts(row("{'c':null}"))).isFalse();
    assertThat(marked.counts(row("{'c':false}"))).isFalse();
    assertThat(marked.counts(row("{'c':true}"))).isTrue();
    assertThat(marked.counts(row("{'c':'2026-11-20T09:11:00Z'}"))).isTrue();
    assertThat(marked.counts(row("{'c':0}"))).isTrue();
  }

  @Test
  void allPartsMustCountTheRow() {
    RowFilter both =
        new RowFilter.AllOf(
            List.of(
                new RowFilter.OneOf("a", List.of(Value.of(1))),
                new RowFilter.Not(new RowFilter.Marked("b"))));

    assertThat(both.counts(row("{'a':1,'b':null}"))).isTrue();
    assertThat(both.counts(row("{'a':2,'b':null}"))).isFalse();
    assertThat(both.counts(row("{'a':1,'b':true}"))).isFalse();
    assertThat(both.columns()).containsExactly("a", "b");
    assertThat(RowFilter.everyRow().counts(row("{}"))).isTrue();
    assertThat(RowFilter.everyRow().columns()).isEmpty();
  }
}
