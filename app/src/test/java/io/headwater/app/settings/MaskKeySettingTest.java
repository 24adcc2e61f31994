package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.app.settings.HeadwaterSettings.Masks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskKeySettingTest {

  private static final String KEY = "a".repeat(44).replaceFirst("a$", "=");
  private static final String FROM_ENVIRONMENT = "headwater.mask.key = ${?HEADWATER_MASK_KEY}";

  private final TestFiles files;
  private final WidgetMapping mapping;

  MaskKeySettingTest(@TempDir Path folder) {
    files = new TestFiles(folder);
    mapping = new WidgetMapping(folder);
  }

  private HeadwaterSettings.Loaded load(String key) {
    return HeadwaterSettings.load(
        files.write("application.conf", FROM_ENVIRONMENT), Map.of("HEADWATER_MASK_KEY", key));
  }

  private List<String> problemsOf(HeadwaterSettings.Loaded loaded, String mask) {
    mapping.problemsOfRoot(
        WidgetMapping.ROOT.replace("key =", "mask { name = %s }, key =".formatted(mask)));
    Problems problems = new Problems();
    problems.addAll(loaded.problems());
    MaskKeyCheck.check(loaded, mapping.read().resources(), problems);
    return files.lines(problems);
  }

  @Test
  void isNeededByHashesAndTokensOnly() {
    HeadwaterSettings.Loaded none = load("");

    assertThat(problemsOf(none, "redact")).isEmpty();
    assertThat(problemsOf(none, "hash"))
        .containsExactly(
            "widget.conf:4: the mask hash needs a key, and headwater.mask.key is not set; mend: set"
                + " it, or HEADWATER_MASK_KEY where application.conf takes it from there, to what"
                + " openssl rand -base64 32 prints; keep it secret, and keep it");
    assertThat(problemsOf(none, "tokenize")).hasSize(1);
    assertThat(problemsOf(load(KEY), "tokenize")).isEmpty();
  }

  @Test
  void mustBeLongEnoughAndIsNotQuoted() {
    String refusal =
        "environment variable HEADWATER_MASK_KEY: 'headwater.mask.key' must be at least 32 bytes in"
            + " Base64; mend: make one with: openssl rand -base64 32";

    assertThat(problemsOf(load("c2VjcmV0"), "hash")).containsExactly(refusal);
    assertThat(problemsOf(load("not-base64-but-quite-a-long-text-anyway"), "hash"))
        .containsExactly(refusal);
  }

  @Test
  void isShownNowhere() {
    HeadwaterSettings.Loaded loaded = load(KEY);

    assertThat(loaded.require().masks().key()).isPresent();
    assertThat(loaded.toString() + loaded.config().root().render()).doesNotContain(KEY);
    assertThat(loaded.config().hasPath(Masks.KEY)).isFalse();
  }
}
