package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  @Test
  void printsFileLineWhatAndMend() {
    Problem problem =
        new Problem(
            "config/resources/widget.conf",
            12,
            "unknown key 'feilds' in embed 'colors'",
            "did you mean 'fields'?");

    assertThat(problem)
        .hasToString(
            "config/resources/widget.conf:12: unknown key 'feilds' in embed 'colors';"
                + " mend: did you mean 'fields'?");
  }

  @Test
  void leavesOutALineThatIsNotKnown() {
    assertThat(new Problem("a.conf", 0, "missing", "write it"))
        .hasToString("a.conf: missing; mend: write it");
  }

  @Test
  void sortsByLineWithinAFileAndDropsRepetitions() {
    Problems problems = new Problems();
    problems.add("b", 9, "x", "m");
    problems.add("a", 2, "x", "m");
    problems.add("b", 1, "x", "m");
    problems.add("b", 9, "x", "m");

    assertThat(problems.list()).extracting(Problem::file).isEqualTo(List.of("b", "b", "a"));
    assertThat(problems.list()).extracting(Problem::line).isEqualTo(List.of(1, 9, 2));
  }

  @Test
  void suggestsTheNearestName() {
    assertThat(Suggestion.edits("feilds", "fields")).isEqualTo(1);
    assertThat(Suggestion.edits("", "ab")).isEqualTo(2);
    assertThat(Suggestion.mend("feilds", List.of("field-set", "fields")))
        .isEqualTo("did you mean 'fields'?");
    assertThat(Suggestion.mend("zzz", List.of("one", "many"))).isEqualTo("use one of one, many");
  }
}
