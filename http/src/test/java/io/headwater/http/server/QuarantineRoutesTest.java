package io.headwater.http.server;

import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Tries;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuarantineRoutesTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final String RECORDS = "/v1/quarantine/records";

  private final ServerFixture http = new ServerFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void tellsWhatIsThereByCause() {
    keep("shop", RefusalCause.UNREADABLE_VALUE, 1);
    String id = keep("shop", RefusalCause.UNREADABLE_VALUE, 0);
    keep("depot", RefusalCause.CONTRACT_VIOLATED, 2);

    JsonNode answer = json(http.get("/v1/quarantine"));

    assertThat(answer.path("count").asInt()).isEqualTo(3);
    assertThat(answer.path("complete").asBoolean()).isTrue();
    JsonNode first = answer.path("groups").path(0);
    assertThat(first.path("source").asText()).isEqualTo("shop");
    assertThat(first.path("cause").asText()).isEqualTo("unreadable-value");
    assertThat(first.path("count").asInt()).isEqualTo(2);
    assertThat(first.path("first").asText()).isEqualTo("2026-11-20T09:11:00.123Z");
    assertThat(first.path("last").asText()).isEqualTo("2026-11-20T09:11:01.123Z");
    assertThat(http.get(RECORDS + "/" + first.path("example").asText()).statusCode())
        .isEqualTo(200);
    assertThat(json(http.get(RECORDS + "/" + id)).path("status").asText()).isEqualTo("refused");
  }

  @Test
  void pagesAreFilteredAndGoOn() {
    for (int i = 0; i < 3; i++) {
      keep("shop", RefusalCause.UNREADABLE_VALUE, i);
    }
    keep("depot", RefusalCause.UNREADABLE_VALUE, 3);

    JsonNode first = json(http.get(RECORDS + "?source=shop&cause=unreadable-value&limit=2"));
    JsonNode second =
        json(http.get(RECORDS + "?source=shop&limit=2&after=" + first.path("next").asText()));

    assertThat(first.path("items").findValuesAsText("position")).containsExactly("0/0", "0/1");
    assertThat(second.path("items").findValuesAsText("position")).containsExactly("0/2");
    assertThat(second.has("next")).isFalse();
    assertThat(http.get(RECORDS + "?after=x").statusCode()).isEqualTo(400);
    assertThat(http.get(RECORDS + "?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void aRecordIsShownWithItsBytes() {
    QuarantineRecord record = record("shop", RefusalCause.UNREADABLE_RECORD, 7, PayloadForm.RAW);
    String id =
        http.quarantine.keep(
            new QuarantineRecord(
                record.source(),
                record.stage(),
                record.cause(),
                record.subject(),
                record.reason(),
                record.position(),
                record.timestamp(),
                Bytes.of(new byte[] {(byte) 0xff}),
                record
                    .input()
                    .at(new RefusedInput.Place("raw", 1, 9))
                    .withKey(Bytes.utf8("k"))
                    .withHeaders(List.of(new RefusedInput.Header("h", Bytes.utf8("v")))),
                record.tries()));

    assertThat(json(http.get(RECORDS + "/" + id)))
        .isEqualTo(
            json(
                """
                {"id":"%s","status":"refused","source":"shop","stage":"normalize",
                 "cause":"unreadable-record","subject":"public.widgets","reason":"why; mend: so",
                 "position":"0/7","first":"2026-11-20T09:11:07.123Z",
                 "last":"2026-11-20T09:11:07.123Z","attempts":1,"format":"raw","extent":"whole",
                 "bytes":1,"origin":{"topic":"raw","partition":1,"offset":9},
                 "headers":[{"name":"h","value":"v"}],"key":"k","payload_base64":"/w=="}
                """
                    .formatted(id)));
  }

  @Test
  void aRetryIsAskedForAndTold() {
    String id = keep("shop", RefusalCause.UNREADABLE_VALUE, 1);

    HttpResponse<String> asked = send("POST", RECORDS + "/" + id + "/retry");

    assertThat(asked.statusCode()).isEqualTo(202);
    assertThat(json(asked).path("status").asText()).isEqualTo("retry-requested");
    assertThat(http.quarantine.retried()).containsExactly(id);
    assertThat(json(http.get(RECORDS + "/" + id)).path("status").asText())
        .isEqualTo("retry-requested");
  }

  @Test
  void whatCannotBeTriedAgainSaysSo() {
    String id =
        http.quarantine.keep(record("shop", RefusalCause.FOREIGN_RECORD, 1, PayloadForm.BYTES));

    HttpResponse<String> refused = send("POST", RECORDS + "/" + id + "/retry");

    ProblemAssert.assertProblem(refused, 409, "retry-impossible");
    assertThat(json(refused).path("detail").asText()).startsWith("The bytes are no change");
    ProblemAssert.assertProblem(
        send("POST", RECORDS + "/abc/retry"), 404, "quarantine-record-absent");
  }

  @Test
  void manyAreTriedAtOnce() {
    keep("shop", RefusalCause.UNREADABLE_VALUE, 1);
    keep("shop", RefusalCause.UNREADABLE_VALUE, 2);
    keep("depot", RefusalCause.UNREADABLE_VALUE, 3);
    http.quarantine.keep(record("shop", RefusalCause.FOREIGN_RECORD, 4, PayloadForm.BYTES));

    assertThat(json(send("POST", "/v1/quarantine/retry?source=shop&limit=1")))
        .isEqualTo(json("{\"asked\":1,\"skipped\":0,\"more\":true}"));
    assertThat(json(send("POST", "/v1/quarantine/retry?source=shop")))
        .isEqualTo(json("{\"asked\":1,\"skipped\":2,\"more\":false}"));
    assertThat(http.quarantine.retried()).hasSize(2);
  }

  @Test
  void aDroppedRecordIsRememberedAsDropped() {
    String id = keep("shop", RefusalCause.UNREADABLE_VALUE, 1);

    assertThat(send("DELETE", RECORDS + "/" + id).statusCode()).isEqualTo(200);

    assertThat(json(http.get(RECORDS + "/" + id)))
        .isEqualTo(
            json(
                """
                {"id":"%s","status":"dropped","source":"shop","attempts":1,
                 "settled":"2026-11-20T09:12:00.000Z"}
                """
                    .formatted(id)));
    assertThat(send("DELETE", RECORDS + "/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void aWholeQuarantineIsNotDroppedAtOnce() {
    keep("shop", RefusalCause.UNREADABLE_VALUE, 1);
    keep("depot", RefusalCause.UNREADABLE_VALUE, 2);

    ProblemAssert.assertProblem(send("DELETE", RECORDS), 400, "bad-parameter");
    assertThat(json(send("DELETE", RECORDS + "?source=shop")))
        .isEqualTo(json("{\"dropped\":1,\"skipped\":0,\"more\":false}"));
    assertThat(json(http.get("/v1/quarantine")).path("count").asInt()).isEqualTo(1);
  }

  @Test
  void aPageOfAnotherSiteMayNotChangeAnything() {
    String id = keep("shop", RefusalCause.UNREADABLE_VALUE, 1);

    ProblemAssert.assertProblem(
        send("POST", RECORDS + "/" + id + "/retry", "Origin", "http://evil.example"),
        403,
        "origin-refused");
    assertThat(http.quarantine.retried()).isEmpty();
    String own = "http://" + http.server.uri().getAuthority();
    assertThat(send("POST", RECORDS + "/" + id + "/retry", "Origin", own).statusCode())
        .isEqualTo(202);
  }

  @Test
  void otherMethodsAreRefusedWithThoseThatAreServed() {
    HttpResponse<String> refused = send("PUT", RECORDS);

    ProblemAssert.assertProblem(refused, 405, "method-refused");
    assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD, DELETE");
    assertThat(header(send("GET", "/v1/quarantine/retry"), "Allow")).isEqualTo("POST");
  }

  @Test
  void asksToComeBackWhileItIsRead() {
    http.quarantine.isCaughtUp = false;

    HttpResponse<String> later = http.get("/v1/quarantine");

    ProblemAssert.assertProblem(later, 503, "quarantine-unread");
    assertThat(header(later, "Retry-After")).isEqualTo("5");
  }

  private HttpResponse<String> send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        http.request(path).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String keep(String source, RefusalCause cause, int number) {
    return http.quarantine.keep(record(source, cause, number, PayloadForm.CONNECT_JSON));
  }

  private static QuarantineRecord record(
      String source, RefusalCause cause, int number, PayloadForm form) {
    Instant time = NOW.plusSeconds(number);
    return new QuarantineRecord(
        source,
        "normalize",
        cause,
        "public.widgets",
        "why; mend: so",
        "0/" + number,
        time,
        Bytes.utf8("{}"),
        RefusedInput.of(form),
        new Tries(1, time, Optional.empty()));
  }
}
