package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.core.bootstrap.StreamToken;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseRouteTest {

  private static final String PATH = "/v1/resources/widget/leases";
  private static final String TOKEN = "e1.0-10.1-11.2-12.3-13";

  private final ServerFixture http = new ServerFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        http.request(path).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aLeaseHoldsItsTokenUntilItEnds() {
    JsonNode lease = json(send("POST", PATH + "?since=" + TOKEN + "&seconds=60"));

    assertThat(lease.path("token").asText()).isEqualTo(TOKEN);
    assertThat(Instant.parse(lease.path("expires").asText()))
        .isEqualTo(ServerFixture.NOW.plusSeconds(60));
    assertThat(http.leases.held).containsKey(lease.path("lease").asText());
  }

  @Test
  void aLeaseWithoutATokenHoldsTheHead() {
    JsonNode lease = json(send("POST", PATH));

    assertThat(lease.path("token").asText())
        .isEqualTo(StreamToken.of(http.view.positions(InMemoryView.WIDGET)));
  }

  @Test
  void aLeaseIsRenewedForALaterTokenAndEnded() {
    String id = json(send("POST", PATH + "?since=" + TOKEN)).path("lease").asText();

    JsonNode renewed = json(send("POST", PATH + "/" + id + "?since=e1.0-11.1-11.2-12.3-13"));
    HttpResponse<String> ended = send("DELETE", PATH + "/" + id);

    assertThat(renewed.path("token").asText()).isEqualTo("e1.0-11.1-11.2-12.3-13");
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(http.leases.held).isEmpty();
    assertProblem(send("POST", PATH + "/" + id), 404, "lease-absent");
  }

  @Test
  void whatCannotBeHeldIsRefused() {
    http.view.expired = 10;
    assertProblem(send("POST", PATH + "?since=e1.0-9"), 410, "position-expired");
    assertProblem(send("POST", PATH + "?since=e0.0-10"), 409, "epoch-changed");
    assertProblem(send("POST", PATH + "?since=nonsense"), 400, "bad-token");
    assertProblem(send("POST", PATH + "?seconds=9"), 400, "bad-parameter");
    assertProblem(send("POST", PATH, "Origin", "http://evil.example"), 403, "origin-refused");
    assertThat(http.leases.held).isEmpty();
  }

  @Test
  void thereAreOnlySoManyLeases() {
    http.leases.isFull = true;

    assertProblem(send("POST", PATH), 503, "too-many-leases");
  }

  @Test
  void aViewThatIsReadAnewPromisesNothing() {
    String id = json(send("POST", PATH + "?since=" + TOKEN)).path("lease").asText();
    http.view.caughtUp = false;

    assertProblem(send("POST", PATH + "?since=" + TOKEN), 503, "catching-up");
    assertProblem(send("POST", PATH + "/" + id), 503, "catching-up");
    assertThat(http.leases.held).hasSize(1);
  }

  @Test
  void whatOnlyThisNodeRemembersIsNotLeasedButWhatIsLeasedStays() {
    String id = json(send("POST", PATH + "?since=" + TOKEN)).path("lease").asText();
    http.view.forgottenByTopic = true;

    assertProblem(send("POST", PATH + "?since=" + TOKEN), 410, "position-expired");
    assertThat(send("POST", PATH + "/" + id).statusCode()).isEqualTo(200);
    assertThat(send("POST", PATH + "/" + id + "?since=e1.0-99").statusCode()).isEqualTo(200);
    assertProblem(send("POST", PATH + "/" + id + "?since=e1.0-98"), 410, "position-expired");
  }

  @Test
  void aTokenThatBecomesUnsafeBeforeItIsHeldLeavesNoLease() {
    http.leases.onHold = () -> http.view.expired = 100;

    assertProblem(send("POST", PATH + "?since=" + TOKEN), 410, "position-expired");

    assertThat(http.leases.held).isEmpty();
  }

  @Test
  void leasesThatCannotBeWrittenAreAskedForAgain() {
    String id = json(send("POST", PATH)).path("lease").asText();
    http.leases.isAway = true;

    for (HttpResponse<String> refused :
        List.of(
            send("POST", PATH), send("POST", PATH + "/" + id), send("DELETE", PATH + "/" + id))) {
      assertProblem(refused, 503, "timed-out");
      assertThat(ServerFixture.header(refused, "Retry-After")).isEqualTo("5");
    }
  }

  @Test
  void aTokenThatIsSafeHereMayBeUnsafeInTheTopic() {
    http.view.forgottenByTopic = true;
    String changes = "/v1/resources/widget/changes?since=" + TOKEN;

    assertThat(send("HEAD", changes).statusCode()).isEqualTo(200);
    assertThat(send("HEAD", changes + "&follow=topic").statusCode()).isEqualTo(410);
    assertThat(send("HEAD", changes + "&follow=nothing").statusCode()).isEqualTo(400);
  }
}
