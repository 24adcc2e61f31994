package io.headwater.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContractClientTest {

  private static final String CONTRACT = "{\"type\":\"object\"}";
  private static final String PATH = "/headwater/v1/resources/a%20type/schema";

  private HttpServer server;
  private String base = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/headwater/",
        exchange -> {
          boolean found = exchange.getRequestURI().getRawPath().equals(PATH);
          exchange.sendResponseHeaders(found ? 200 : 404, CONTRACT.length());
          exchange.getResponseBody().write(CONTRACT.getBytes(UTF_8));
          exchange.close();
        });
    server.createContext(
        "/old/",
        exchange -> {
          String path = exchange.getRequestURI().getRawPath().replace("/old/", "/headwater/");
          exchange.getResponseHeaders().add("Location", base + path);
          exchange.sendResponseHeaders(308, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void keepsThePathOfTheProvidersAddress() {
    assertThat(ContractClient.fetch(List.of(URI.create(base + "/headwater")), "a type"))
        .isEqualTo(CONTRACT);
  }

  @Test
  void goesWhereTheProviderSends() {
    assertThat(ContractClient.fetch(List.of(URI.create(base + "/old/")), "a type"))
        .isEqualTo(CONTRACT);
  }

  @Test
  void tellsWhatIsSaidOfATypeThatIsNotServed() {
    server.createContext(
        "/v1/resources/nosuch/",
        exchange -> {
          byte[] problem =
              "{\"type\":\"urn:headwater:problem:type-unknown\",\"detail\":\"The types are: widget\"}"
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(404, problem.length);
          exchange.getResponseBody().write(problem);
          exchange.close();
        });

    URI gone = URI.create("http://127.0.0.1:1");
    assertThat(ContractClient.refusal(List.of(gone, URI.create(base)), "nosuch"))
        .contains("The types are: widget");
    assertThat(ContractClient.refusal(List.of(URI.create(base + "/headwater")), "a type"))
        .isEmpty();
    assertThat(ContractClient.refusal(List.of(URI.create(base + "/headwater")), "other")).isEmpty();
    assertThat(ContractClient.refusal(List.of(gone), "nosuch")).isEmpty();
  }
}
