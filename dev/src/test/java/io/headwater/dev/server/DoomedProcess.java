package io.headwater.dev.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A JVM that starts a server in a kept directory, says so, and waits to be killed. */
public final class DoomedProcess {

  static final String TOPIC = "transacted";
  static final int PARTITIONS = 100;
  private static final String READY = "READY";

  private DoomedProcess() {}

  /** Starts the JVM; the caller ends it. */
  static Process start(String server, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            DoomedProcess.class.getName(),
            server,
            folder.toString())
        .redirectError(Redirect.INHERIT)
        .start();
  }

  /** Waits until the server of that JVM runs. */
  static void awaitReady(Process process) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null && !line.equals(READY)) {
        line = reader.readLine();
      }
      if (line == null) {
        throw new IOException("The process ended before its server was ready");
      }
    }
  }

  /** Runs the server until the process is killed. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("postgres")) {
      EmbeddedPostgresServer server =
          EmbeddedPostgresServer.start(PostgresServerSettings.keptIn(folder));
      try (Connection connection = server.connect("postgres");
          Statement statement = connection.createStatement()) {
        statement.execute("create table survivor as select 1 as id");
      }
    } else {
      EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.keptIn(folder));
      Properties properties = new Properties();
      properties.putAll(Map.of("bootstrap.servers", broker.bootstrapServers()));
      try (Admin admin = Admin.create(properties)) {
        admin.createTopics(List.of(new NewTopic("survivor", 1, (short) 1))).all().get();
        if (arguments[0].equals("transaction")) {
          admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
          transact(broker, admin);
        }
      }
    }
    System.out.println(READY);
    new CountDownLatch(1).await();
  }

  /** Writes to every partition in one transaction and waits until it is complete. */
  private static void transact(EmbeddedKafkaBroker broker, Admin admin) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", TOPIC),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        producer.send(new ProducerRecord<>(TOPIC, partition, "key", "value"));
      }
      producer.commitTransaction();
      Awaitility.await()
          .until(
              () ->
                  admin.describeTransactions(List.of(TOPIC)).description(TOPIC).get().state()
                      == TransactionState.COMPLETE_COMMIT);
    }
  }
}
