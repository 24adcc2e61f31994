package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Who has written to the source reads what it wrote, also when nobody else writes. */
class ReadYourWritesIT extends PipelineScenario {

  private static final int WRITES = 10;

  @Override
  RunningPipeline startPipeline() throws SQLException, IOException {
    return RunningPipeline.start(folder, WIDGETS);
  }

  private String position() throws SQLException {
    try (Connection connection = pipeline.servers().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aReadWaitsForAPositionOfTheSource() throws SQLException {
    for (int i = 1; i <= WRITES; i++) {
      pipeline.transaction("update widgets set quantity = %d where id = 42".formatted(70_000 + i));

      HttpResponse<String> read =
          pipeline.http().get("/v1/resources/widget/42?wait=9s&at-least=shop@" + position());

      assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
      assertThat(TopicLog.parse(read.body()).path("resource").path("quantity").asInt())
          .isEqualTo(70_000 + i);
    }
  }

  @Test
  void aPositionThatIsNotThereYetIsNotWaitedForLongerThanAsked() {
    HttpResponse<String> read =
        pipeline.http().get("/v1/resources/widget/42?wait=300ms&at-least=shop@FFFF/FFFFFFFF");

    assertThat(read.statusCode()).isEqualTo(504);
    assertThat(read.body()).contains("urn:headwater:problem:not-yet");
  }

  @Test
  void whatIsNoPositionOfASourceIsRefused() {
    assertThat(pipeline.http().status("/v1/resources/widget/42?at-least=shop@nonsense"))
        .isEqualTo(400);
    assertThat(pipeline.http().status("/v1/resources/widget/42?at-least=other@0/1")).isEqualTo(400);
  }

  @Test
  void aReadWaitsForTheTokenOfAnotherAnswer() throws SQLException {
    String token =
        pipeline
            .http()
            .get("/v1/resources/widget/42")
            .headers()
            .firstValue("Headwater-Token")
            .orElseThrow();

    assertThat(pipeline.http().status("/v1/resources/widget/42?wait=2s&at-least=" + token))
        .isEqualTo(200);
  }
}
