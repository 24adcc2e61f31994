package io.headwater.app.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves HOCON's substitutions from a given environment instead of the process's own. */
final class Environment {

  /** How the origin of a value from the environment begins. */
  static final String ORIGIN = "environment variable ";

  private Environment() {}

  static Config resolve(Config config, Map<String, String> environment) {
    return config.resolve(
        ConfigResolveOptions.defaults()
            .setUseSystemEnvironment(false)
            .appendResolver(new Variables(environment)));
  }

  private record Variables(Map<String, String> environment) implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
      String value = environment.get(path);
      return value == null ? null : ConfigValueFactory.fromAnyRef(value, ORIGIN + path);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
