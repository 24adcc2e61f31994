package io.headwater.app.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A HOCON file, its text as it was parsed, and where its problems go.
 *
 * @param path the file as the user names it
 * @param config what it says, substitutions not resolved yet
 * @param keys its keys in the order they were written
 */
record HoconFile(Path path, Config config, HoconKeys keys, Problems problems) {

  /** Reads a file; empty, with a problem, when it cannot be read or is not HOCON. */
  static Optional<HoconFile> read(Path path, Problems problems) {
    try {
      String text = Files.readString(path);
      ConfigParseOptions options =
          ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF);
      Config config = ConfigFactory.parseFile(path.toFile(), options);
      return Optional.of(new HoconFile(path, config, HoconKeys.of(text), problems));
    } catch (NoSuchFileException e) {
      problems.add(path.toString(), 0, "the file does not exist", "create it or correct its name");
    } catch (IOException e) {
      problems.add(
          path.toString(),
          0,
          "the file cannot be read as UTF-8 text",
          "check that it is a readable text file in UTF-8");
    } catch (ConfigException e) {
      problems.add(syntax(path, e));
    }
    return Optional.empty();
  }

  /** What a failure of the HOCON library means to the user. */
  static Problem syntax(Path path, ConfigException e) {
    int line = e.origin() == null ? 0 : Math.max(0, e.origin().lineNumber());
    if (e instanceof ConfigException.UnresolvedSubstitution) {
      return new Problem(
          path.toString(),
          line,
          "a substitution has no value" + substitution(e),
          "set it, or write ${?NAME} when it may be absent");
    }
    return new Problem(
        path.toString(),
        line,
        "not HOCON: " + withoutContent(e),
        "check the quotes, braces and commas here and just above");
  }

  private static String substitution(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf("${");
    int end = message.indexOf('}', Math.max(start, 0));
    return start < 0 || end < 0 ? "" : ": " + message.substring(start, end + 1);
  }

  // What the library quotes from the file may be a password.
  private static String withoutContent(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    String place = e.origin() == null ? "" : e.origin().description() + ": ";
    String own = message.startsWith(place) ? message.substring(place.length()) : message;
    return own.split("['\"(]", 2)[0].strip().replaceAll("[:,]$", "");
  }

  void problem(ConfigValue value, String what, String mend) {
    problems.add(name(value.origin()), line(value), what, mend);
  }

  void problem(int line, String what, String mend) {
    problems.add(path.toString(), line, what, mend);
  }

  static int line(ConfigValue value) {
    return Math.max(0, value.origin().lineNumber());
  }

  /** The file of an origin (an included file has its own), else this file or the variable. */
  private String name(ConfigOrigin origin) {
    if (origin.description().startsWith(Environment.ORIGIN)) {
      return origin.description();
    }
    String file = origin.filename();
    return file == null || file.startsWith("merge of") ? path.toString() : file;
  }
}
