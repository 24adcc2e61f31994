package io.headwater.bench.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The state records of widgets as the journal publishes them, about 500 bytes of JSON each.
 *
 * <p>A widget's record follows from its number alone, so every process makes the same ones.
 */
final class WidgetStates {

  /** Before the number that a changed widget carries; no other part of a record is like it. */
  static final String STAMP = ",\"stamp\":";

  private static final long SEED = 571;
  private static final int MAX_QUANTITY = 1_000;
  private static final int MAX_LENGTH = 100;
  private static final int MAX_COLORS = 3;
  private static final long FIRST_POSITION = 24_023_128;
  private static final int LOG_BYTES = 120;
  private static final int SENTENCES = 3;
  private static final List<String> COLORS =
      List.of("red", "green", "blue", "black", "white", "yellow", "violet", "grey");
  private static final int WORDS_IN_A_SENTENCE = 11;
  private static final List<String> WORDS =
      List.of(
          "small",
          "plain",
          "sturdy",
          "größer",
          "shiny",
          "light",
          "quiet",
          "spare",
          "comes",
          "with",
          "screws",
          "key",
          "fits",
          "every",
          "shelf",
          "shop",
          "sold",
          "dozen",
          "made",
          "order",
          "leaves",
          "works",
          "within",
          "week",
          "replaces",
          "last",
          "year",
          "takes",
          "same",
          "parts",
          "holds",
          "twice",
          "weight",
          "left",
          "out",
          "rain",
          "steel",
          "oak",
          "brass",
          "glass",
          "linen",
          "handle",
          "hinge",
          "lid",
          "base",
          "cover",
          "wheel",
          "spring",
          "bolt",
          "plate",
          "round",
          "square",
          "narrow",
          "wide",
          "washable",
          "painted",
          "bare",
          "folding",
          "heavy",
          "boxed",
          "indoor",
          "garden",
          "office",
          "\\\"how to\\\"");

  private WidgetStates() {}

  /** The record of a widget's creation, as UTF-8. */
  static byte[] created(int widget) {
    return record(widget, "create", 1, "").getBytes(StandardCharsets.UTF_8);
  }

  /** The record of one of its updates, which carries a number behind {@link #STAMP}. */
  static byte[] changed(int widget, long version, long stamp) {
    return record(widget, "update", version, STAMP + stamp).getBytes(StandardCharsets.UTF_8);
  }

  private static String record(int widget, String operation, long version, String more) {
    SplittableRandom random = new SplittableRandom(SEED + widget);
    StringBuilder json = new StringBuilder(600);
    json.append("{\"type\":\"widget\",\"operation\":\"").append(operation);
    json.append("\",\"id\":").append(widget).append(",\"version\":").append(version);
    json.append(",\"timestamp\":\"2026-11-20T09:11:00.").append(100 + random.nextInt(900));
    json.append("Z\",\"source\":{\"name\":\"shop\",\"position\":\"0/");
    json.append(
        Long.toHexString(FIRST_POSITION + (long) LOG_BYTES * widget).toUpperCase(Locale.ROOT));
    json.append("\",\"transaction\":\"").append(SEED + widget / 10);
    json.append("\"},\"resource\":{\"id\":").append(widget);
    json.append(",\"name\":\"Widget ").append(widget).append("\",\"description\":");
    describe(json, random);
    json.append(",\"quantity\":").append(random.nextInt(MAX_QUANTITY));
    json.append(",\"dimensions\":{\"x\":").append(1 + random.nextInt(MAX_LENGTH));
    json.append(",\"y\":").append(1 + random.nextInt(MAX_LENGTH));
    json.append(",\"z\":").append(1 + random.nextInt(MAX_LENGTH)).append("},\"colors\":[");
    int colors = 2 + random.nextInt(MAX_COLORS - 1);
    for (int nth = 0; nth < colors; nth++) {
      json.append(nth == 0 ? "\"" : ",\"").append(one(COLORS, random)).append('"');
    }
    return json.append(']').append(more).append("}}").toString();
  }

  private static void describe(StringBuilder json, SplittableRandom random) {
    for (int sentence = 0; sentence < SENTENCES; sentence++) {
      json.append(sentence == 0 ? "\"A" : " A");
      for (int word = 0; word < WORDS_IN_A_SENTENCE; word++) {
        json.append(' ').append(one(WORDS, random));
      }
      json.append(", batch ").append(random.nextInt(10_000)).append('.');
    }
    json.append('"');
  }

  private static String one(List<String> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
