package io.headwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 64, 65, 300, 1600})
  void objectsOfTheSameNamesShareOneShape(int size) {
    String[] names = names(size, "shared");

    assertThat(Shapes.of(names(size, "shared"), size)).isSameAs(Shapes.of(names, size));
  }

  @Test
  void theTablesOfADatabaseHaveShapesThatStayWhateverCameBefore() {
    for (int other = 0; other < 10 * Shapes.SLOTS; other++) {
      Shapes.of(names(3, "other" + other), 3);
    }
    Shape[] shapes = new Shape[150];
    for (int table = 0; table < shapes.length; table++) {
      shapes[table] = Shapes.of(names(5, "table" + table), 5);
    }

    int kept = 0;
    for (int table = 0; table < shapes.length; table++) {
      kept += shapes[table] == Shapes.of(names(5, "table" + table), 5) ? 1 : 0;
    }

    assertThat(kept).isGreaterThan(145);
  }

  @Test
  void whatIsTooWideOrTooLongIsNotKept() {
    String[] wide = names(Shapes.MAX_NAMES + 1, "wide");
    String[] longest = names(2, "n".repeat(Shapes.MAX_CHARS));

    assertThat(Shapes.of(wide, wide.length)).isNotSameAs(Shapes.of(wide, wide.length));
    assertThat(Shapes.of(wide, wide.length).isSame(Shapes.of(wide, wide.length))).isTrue();
    assertThat(Shapes.of(longest, 2)).isNotSameAs(Shapes.of(longest, 2));
  }

  @Test
  void aNameThatOccursAgainCountsOnce() {
    String[] names = {"a", "b", "a", "c", "b"};

    Shape shape = Shapes.of(names, names.length);

    assertThat(shape.asSet()).containsExactly("a", "b", "c");
    assertThat(Shapes.of(names, 2).asSet()).containsExactly("a", "b");
  }

  private static String[] names(int size, String prefix) {
    return IntStream.range(0, size).mapToObj(i -> prefix + "_" + i).toArray(String[]::new);
  }
}
