package io.headwater.app.dev;

import io.headwater.dev.demo.DemoSchema;
import io.headwater.dev.server.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes the configuration of a {@code dev} process as a user would write it, so that {@code run}
 * can use it too.
 */
final class DevConfiguration {

  private static final int HTTP_PORT = 8080;

  private DevConfiguration() {}

  /** Writes all files and returns the application.conf. */
  static Path write(DevSettings settings, DevServers servers) throws IOException {
    Path directory = Files.createDirectories(settings.directory().resolve("config"));
    Path resources = Files.createDirectories(directory.resolve("resources"));
    copy("/demo/widget.conf", resources.resolve("widget.conf"));
    copy("/demo/widget.schema.json", resources.resolve("widget.schema.json"));
    Files.writeString(directory.resolve("shop.json"), connector(servers));
    Path application = directory.resolve("application.conf");
    Files.writeString(application, application(servers));
    return application;
  }

  private static String application(DevServers servers) {
    return """
        # Written by "headwater dev" at every start; "headwater run" takes it while dev's servers run.
        headwater {
          data-dir = ".."
          kafka {
            bootstrap-servers = "%s"
            replication-factor = 1
          }
          sources.shop { kind = postgresql, connector = "shop.json" }
          resources = "resources"
          http { port = %d, port-search-limit = %d }
        }
        """
        .formatted(servers.kafka().bootstrapServers(), HTTP_PORT, Ports.MAX_SHIFT);
  }

  private static String connector(DevServers servers) {
    return """
        {
          "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
          "database.hostname": "%s",
          "database.port": "%d",
          "database.user": "%s",
          "database.password": "%s",
          "database.dbname": "%s",
          "topic.prefix": "shop"
        }
        """
        .formatted(
            servers.postgres().host(),
            servers.postgres().port(),
            servers.postgres().user(),
            servers.postgres().password(),
            DemoSchema.DATABASE);
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream content = DemoSchema.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IOException("the program lacks its resource " + resource);
      }
      Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
