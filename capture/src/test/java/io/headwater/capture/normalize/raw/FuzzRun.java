package io.headwater.capture.normalize.raw;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.RawFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Jazzer in a process of its own, on one format: coverage-guided, from the documented records, with
 * a dictionary of their names and words.
 *
 * @param format the format
 * @param time how long it looks
 * @param seed where it starts
 * @param folder where inputs that break an invariant, and those that reach new code, are kept
 */
record FuzzRun(RawFormat format, Duration time, int seed, Path folder) {

  private static final String INSTRUMENTED =
      "io.headwater.capture.normalize.**:io.headwater.core.json.**:io.headwater.core.capture.**";

  /** The longest input, in bytes. */
  private static final int MAX_INPUT = 8_192;

  /** The longest word of the dictionary, in bytes, as libFuzzer takes it. */
  private static final int MAX_WORD = 60;

  /** Starting, reading the records and reporting take so much beside the time to look. */
  private static final Duration MAX_OVERHEAD = Duration.ofMinutes(2);

  /** A record that takes longer ends the run by itself, in seconds; others are seen before. */
  private static final int HANG_SECONDS = 20;

  /** What came of it. */
  record Result(int exitCode, Path log) {}

  Result run() throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    for (RawFixtures.Fixture fixture : RawFixtures.of(format)) {
      Files.write(
          seeds.resolve(fixture.name().replace('/', '-')), NormalizerFuzz.input(fixture.raw()));
    }
    keepFindings(seeds);
    Path dictionary = Files.write(folder.resolve("words.dict"), dictionary());
    Path log = folder.resolve("jazzer.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + NormalizerFuzz.FORMAT + "=" + format.key(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + NormalizerFuzz.class.getName(),
                "--instrumentation_includes=" + INSTRUMENTED,
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + time.toSeconds(),
                "-max_len=" + MAX_INPUT,
                "-timeout=" + HANG_SECONDS,
                "-seed=" + seed,
                "-dict=" + dictionary,
                corpus.toString(),
                seeds.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(time.plus(MAX_OVERHEAD).toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("Jazzer does not end; see " + log);
    }
    return new Result(process.exitValue(), log);
  }

  /** What earlier runs found comes first, until it breaks nothing any more. */
  private void keepFindings(Path seeds) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path finding : files.filter(FuzzRun::isFinding).toList()) {
        Files.copy(
            finding,
            seeds.resolve(finding.getFileName().toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean isFinding(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("crash-") || name.startsWith("timeout-");
  }

  private List<String> dictionary() {
    Set<String> words = new TreeSet<>();
    for (RawFixtures.Fixture fixture : RawFixtures.of(format)) {
      fixture.raw().key().ifPresent(key -> words(key.array(), words));
      words(fixture.raw().value().orElseThrow().array(), words);
    }
    words.addAll(List.of("null", "true", "-1", "1e999999999", "[", "{", "\\ud800", "0.1"));
    return words.stream()
        .filter(word -> word.getBytes(StandardCharsets.UTF_8).length <= MAX_WORD)
        .map(FuzzRun::entry)
        .toList();
  }

  private static void words(byte[] json, Set<String> into) {
    try {
      words(Json.read(json), into);
    } catch (MalformedJsonException e) {
      // A key that is plain text has no words.
    }
  }

  private static void words(Value value, Set<String> into) {
    switch (value) {
      case Value.Text text -> into.add('"' + text.value() + '"');
      case Value.Num number -> into.add(number.literal());
      case Value.Arr array -> array.items().forEach(item -> words(item, into));
      case Value.Obj object ->
          object
              .members()
              .forEach(
                  (name, member) -> {
                    into.add('"' + name + "\":");
                    words(member, into);
                  });
      case Value.Null ignored -> {}
      case Value.Bool ignored -> {}
    }
  }

  /** The word in libFuzzer's form, all its bytes escaped. */
  private static String entry(String word) {
    StringBuilder entry = new StringBuilder("\"");
    for (byte one : word.getBytes(StandardCharsets.UTF_8)) {
      entry.append("\\x%02X".formatted(one & 0xFF));
    }
    return entry.append('"').toString();
  }
}
