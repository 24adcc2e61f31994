package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.stream.KillSwitches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BootstrapFailuresTest {

  private static final String PATH = "/v1/resources/widget/bootstrap";
  private static final int MANY = 200_000;

  private final ServerFixture http =
      new ServerFixture("headwater.http.bootstraps.max-concurrent = 3");

  @AfterEach
  void stop() {
    http.close();
    assertThat(http.view.open).hasValue(0);
  }

  @Test
  void closesTheSnapshotOfAClientThatLeaves() throws IOException {
    http.view.fill(MANY);
    HttpResponse<InputStream> response = http.open(PATH);
    assertThat(new BufferedInputStream(response.body()).read()).isEqualTo('{');
    http.view.awaitStandstill();
    assertThat(http.view.open).hasValue(1);

    response.body().close();

    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.open.get() == 0);
    assertThat(http.view.read.get()).isLessThan(MANY);
  }

  @Test
  void closesTheSnapshotOfAnAnswerThatIsNeverSent() throws Exception {
    http.view.fill(MANY);

    HeadwaterRoutes.of(http.system, http.ports, http.settings, KillSwitches.shared("test"))
        .answer(
            org.apache.pekko.http.javadsl.model.HttpRequest.create(PATH)
                .withMethod(HttpMethods.GET))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);

    assertThat(http.view.opened).hasValue(1);
    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.open.get() == 0);
  }

  @Test
  void cutsADownloadWhoseStatesCannotBeRead() throws IOException {
    http.view.fill(MANY);
    http.view.states = all -> failingAfter(10_000, all);

    HttpResponse<InputStream> response = http.open(PATH);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.open.get() == 0);
  }

  @Test
  void answersAProblemWhenTheFirstStatesCannotBeRead() {
    http.view.fill(100);
    http.view.states = all -> failingAfter(10, all);

    JsonNode problem = assertProblem(http.get(PATH), 500, "internal");

    assertThat(problem.path("detail").asText()).doesNotContain("disk");
    assertThat(http.view.opened).hasValue(1);
  }

  @Test
  void answersAProblemWhenNoSnapshotCanBeTakenAndKeepsThePlace() {
    http.view.onSnapshot =
        () -> {
          throw new IllegalStateException("the disk is gone");
        };
    for (int i = 0; i < 5; i++) {
      assertProblem(http.get(PATH), 500, "internal");
    }
    http.view.onSnapshot = () -> {};

    assertThat(http.get(PATH).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesMoreDownloadsThanItHasPlacesFor() throws IOException {
    http.view.fill(MANY);
    List<HttpResponse<InputStream>> running = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      running.add(http.open(PATH));
    }

    HttpResponse<String> refused = http.get(PATH);
    assertProblem(refused, 503, "too-many-bootstraps");
    assertThat(header(refused, "Retry-After")).isEqualTo("5");

    for (HttpResponse<InputStream> response : running) {
      response.body().close();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.open.get() == 0);
    assertThat(http.get(PATH + "?partition=0").statusCode()).isEqualTo(200);
  }

  @Test
  void stoppingTheServerCutsDownloadsAndClosesTheirSnapshots() throws Exception {
    http.view.fill(MANY);
    HttpResponse<InputStream> response = http.open(PATH);
    http.view.awaitStandstill();

    http.server.stop(Duration.ofMillis(200)).toCompletableFuture().get(60, TimeUnit.SECONDS);

    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.open.get() == 0);
    assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
  }

  private static Iterator<StoredState> failingAfter(int count, Iterator<StoredState> all) {
    return new Iterator<>() {
      private int told;

      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public StoredState next() {
        if (told++ == count) {
          throw new IllegalStateException("the disk is gone");
        }
        return all.next();
      }
    };
  }
}
