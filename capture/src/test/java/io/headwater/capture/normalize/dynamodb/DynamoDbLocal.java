package io.headwater.capture.normalize.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.headwater.core.json.Json;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.dev.server.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * AWS's DynamoDB Local in a process of its own, in memory, spoken to as DynamoDB's API is on the
 * wire: JSON over HTTP.
 *
 * <p>A process of its own because it brings logging, Jetty and Jackson in versions that the other
 * tests cannot live with; the build leaves its class path in a file.
 */
final class DynamoDbLocal implements AutoCloseable {

  private static final Path CLASS_PATH = Path.of("target", "dynamodb-local.classpath");
  private static final Path OUTPUT = Path.of("target", "dynamodb-local.txt");
  private static final String MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner";
  private static final String NATIVES = "libsqlite4java-linux-amd64";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
  private static final String TABLES = "DynamoDB_20120810.";
  private static final String STREAMS = "DynamoDBStreams_20120810.";

  private final Process process;
  private final URI address;
  private final HttpClient client = HttpClient.newHttpClient();

  private DynamoDbLocal(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts a server without tables. */
  static DynamoDbLocal start() throws IOException {
    int port = Ports.free();
    String classPath = Files.readString(CLASS_PATH).strip();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dsqlite4java.library.path=" + natives(classPath),
                "-cp",
                classPath,
                MAIN,
                "-inMemory",
                "-disableTelemetry",
                "-port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(OUTPUT.toFile())
            .start();
    DynamoDbLocal server =
        new DynamoDbLocal(process, URI.create("http://%s:%d/".formatted(Ports.LOOPBACK, port)));
    try {
      server.awaitAnswer();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void awaitAnswer() {
    await()
        .atMost(START_LIMIT)
        .failFast("the server ended; see " + OUTPUT, () -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> table("ListTables", Value.Obj.empty()).member("TableNames").isPresent());
  }

  /** Calls an operation on tables and items. */
  Value.Obj table(String operation, Value.Obj request) {
    return call(TABLES + operation, request);
  }

  /** All records of a stream, oldest first, as the server writes them. */
  byte[] streamRecords(String stream) {
    Value.Obj described =
        call(
            STREAMS + "DescribeStream",
            new ObjectBuilder().add("StreamArn", Value.of(stream)).build());
    Value.Obj description = (Value.Obj) described.require("StreamDescription");
    Value.Arr shards = (Value.Arr) description.require("Shards");
    if (shards.items().size() != 1) {
      throw new IllegalStateException("a new stream has one shard, not " + shards.items().size());
    }
    Value.Obj iterator =
        call(
            STREAMS + "GetShardIterator",
            new ObjectBuilder()
                .add("StreamArn", Value.of(stream))
                .add("ShardId", ((Value.Obj) shards.items().getFirst()).require("ShardId"))
                .add("ShardIteratorType", Value.of("TRIM_HORIZON"))
                .build());
    return send(STREAMS + "GetRecords", iterator);
  }

  private Value.Obj call(String target, Value.Obj request) {
    return Json.readObject(send(target, request));
  }

  private byte[] send(String target, Value.Obj request) {
    // It reads the access key's name from the signature, and does not check it.
    String signature =
        "AWS4-HMAC-SHA256 Credential=headwater/20261120/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
    HttpRequest post =
        HttpRequest.newBuilder(address)
            .timeout(CALL_LIMIT)
            .header("X-Amz-Target", target)
            .header("X-Amz-Date", "20261120T000000Z")
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("Authorization", signature)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(request)))
            .build();
    try {
      HttpResponse<byte[]> answer = client.send(post, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(target + ": " + new String(answer.body(), UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String natives(String classPath) {
    List<String> jars = Arrays.asList(classPath.split(File.pathSeparator));
    return jars.stream()
        .filter(jar -> jar.contains(NATIVES))
        .map(jar -> Path.of(jar).getParent().toString())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(NATIVES + " is not in " + CLASS_PATH));
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroyForcibly();
  }
}
