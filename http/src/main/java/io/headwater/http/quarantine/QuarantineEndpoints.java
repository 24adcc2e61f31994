package io.headwater.http.quarantine;

import io.headwater.core.quarantine.QuarantineDesk;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineFilter;
import io.headwater.core.quarantine.QuarantineGroup;
import io.headwater.core.quarantine.QuarantinePage;
import io.headwater.core.quarantine.QuarantineView;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.quarantine.Tries;
import io.headwater.http.query.PageSettings;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Call;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.Endpoint.Traits;
import io.headwater.http.route.Endpoint.Verb;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** Serves {@code /v1/quarantine} and what is below it. */
public final class QuarantineEndpoints {

  /** The most records that one request asks to be retried or dropped. */
  static final int MAX_BULK = 1_000;

  private static final String RECORDS = "/v1/quarantine/records";
  private static final String RECORD = "/v1/quarantine/records/{id}";

  private final QuarantineView view;
  private final QuarantineDesk desk;
  private final PageSettings pages;
  private final Duration retryAfter;

  /**
   * Creates the endpoints.
   *
   * @param retryAfter how long a client is asked to wait while the quarantine is read
   */
  public QuarantineEndpoints(
      QuarantineView view, QuarantineDesk desk, PageSettings pages, Duration retryAfter) {
    this.view = view;
    this.desk = desk;
    this.pages = pages;
    this.retryAfter = retryAfter;
  }

  /** The endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        reading("/v1/quarantine", call -> groups()),
        reading(RECORDS, this::page),
        reading(RECORD, call -> record(call.path("id"))),
        writing(Verb.POST, "/v1/quarantine/retry", this::retryAll),
        writing(Verb.POST, RECORD + "/retry", call -> retry(call.path("id"))),
        writing(Verb.DELETE, RECORDS, this::dropAll),
        writing(Verb.DELETE, RECORD, call -> drop(call.path("id"))));
  }

  private Endpoint reading(String template, Function<Call, HttpResponse> answer) {
    return new Endpoint(
        template,
        Traits.BLOCKING_COMPRESSED,
        call -> {
          requireRead();
          return CompletableFuture.completedStage(answer.apply(call));
        });
  }

  private Endpoint writing(
      Verb verb, String template, Function<Call, CompletionStage<HttpResponse>> answer) {
    return new Endpoint(
        verb,
        template,
        Traits.BLOCKING,
        call -> {
          call.requireSameOrigin();
          requireRead();
          return answer.apply(call);
        });
  }

  private void requireRead() {
    if (!view.isCaughtUp()) {
      throw new ProblemException(
          Problem.of(
                  ProblemKind.QUARANTINE_UNREAD,
                  "The process has begun and has not read the whole quarantine yet.")
              .retryAfter(retryAfter));
    }
  }

  private HttpResponse groups() {
    List<QuarantineGroup> groups = view.groups();
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeNumberField("count", groups.stream().mapToLong(QuarantineGroup::count).sum());
          json.writeBooleanField("complete", view.isComplete());
          json.writeArrayFieldStart("groups");
          for (QuarantineGroup group : groups) {
            RecordJson.group(json, group);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private HttpResponse page(Call call) {
    int limit =
        call.integer("limit", new Call.Range(1, pages.maxSize())).orElse(pages.defaultSize());
    QuarantinePage page = view.page(filter(call), cursor(call), limit);
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("items");
          for (QuarantineEntry entry : page.entries()) {
            RecordJson.entry(json, entry, status(entry));
          }
          json.writeEndArray();
          json.writeBooleanField("complete", view.isComplete());
          if (page.next().isPresent()) {
            json.writeStringField("next", page.next().get().toString());
          }
          json.writeEndObject();
        });
  }

  private HttpResponse record(String id) {
    Optional<QuarantineEntry> entry = view.entry(id);
    if (entry.isPresent()) {
      return Answers.json(
          json -> RecordJson.whole(json, entry.get(), status(entry.get()), view.read(entry.get())));
    }
    Settled settled = view.settled(id).orElseThrow(QuarantineEndpoints::absent);
    return Answers.json(json -> RecordJson.settled(json, id, settled));
  }

  private CompletionStage<HttpResponse> retry(String id) {
    QuarantineEntry entry = view.entry(id).orElseThrow(QuarantineEndpoints::absent);
    if (entry.obstacle().isPresent()) {
      throw new ProblemException(ProblemKind.RETRY_IMPOSSIBLE, sentence(entry.obstacle().get()));
    }
    return desk.retry(List.of(entry))
        .thenApply(
            done ->
                Answers.json(
                        json -> {
                          json.writeStartObject();
                          json.writeStringField("id", id);
                          json.writeStringField("status", "retry-requested");
                          json.writeNumberField("attempts", entry.record().tries().count());
                          json.writeEndObject();
                        })
                    .withStatus(StatusCodes.ACCEPTED));
  }

  private CompletionStage<HttpResponse> drop(String id) {
    QuarantineEntry entry = view.entry(id).orElseThrow(QuarantineEndpoints::absent);
    return desk.drop(List.of(entry))
        .thenApply(
            done ->
                Answers.json(
                    json -> {
                      json.writeStartObject();
                      json.writeStringField("id", id);
                      json.writeStringField("status", "dropped");
                      json.writeEndObject();
                    }));
  }

  private CompletionStage<HttpResponse> retryAll(Call call) {
    Chosen chosen =
        chosen(call, entry -> entry.obstacle().isEmpty() && !view.isRetryRequested(entry.id()));
    return desk.retry(chosen.entries())
        .thenApply(done -> counted("asked", chosen).withStatus(StatusCodes.ACCEPTED));
  }

  private CompletionStage<HttpResponse> dropAll(Call call) {
    QuarantineFilter filter = filter(call);
    if (filter.equals(QuarantineFilter.all())) {
      throw new ProblemException(
          ProblemKind.BAD_PARAMETER,
          "Name a 'source', 'stage' or 'cause': a whole quarantine is not dropped at once.");
    }
    Chosen chosen = chosen(call, entry -> true);
    return desk.drop(chosen.entries()).thenApply(done -> counted("dropped", chosen));
  }

  /**
   * Records that one request is about.
   *
   * @param skipped how many fit and cannot be tried, or are about to be
   * @param hasMore whether there are more than one request takes
   */
  private record Chosen(List<QuarantineEntry> entries, int skipped, boolean hasMore) {}

  private Chosen chosen(Call call, Function<QuarantineEntry, Boolean> takes) {
    QuarantineFilter filter = filter(call);
    int limit = call.integer("limit", new Call.Range(1, MAX_BULK)).orElse(MAX_BULK);
    List<QuarantineEntry> entries = new ArrayList<>();
    Optional<QuarantinePage.Cursor> after = cursor(call);
    int skipped = 0;
    while (true) {
      QuarantinePage page = view.page(filter, after, MAX_BULK);
      for (QuarantineEntry entry : page.entries()) {
        if (!takes.apply(entry)) {
          skipped++;
        } else if (entries.size() == limit) {
          return new Chosen(entries, skipped, true);
        } else {
          entries.add(entry);
        }
      }
      if (page.next().isEmpty()) {
        return new Chosen(entries, skipped, !view.isComplete());
      }
      after = page.next();
    }
  }

  private static HttpResponse counted(String name, Chosen chosen) {
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeNumberField(name, chosen.entries().size());
          json.writeNumberField("skipped", chosen.skipped());
          json.writeBooleanField("more", chosen.hasMore());
          json.writeEndObject();
        });
  }

  private String status(QuarantineEntry entry) {
    if (view.isRetryRequested(entry.id())) {
      return "retry-requested";
    }
    return entry.record().tries().note().equals(Optional.of(Tries.RENDERING))
        ? "retrying"
        : "refused";
  }

  private static QuarantineFilter filter(Call call) {
    return new QuarantineFilter(
        call.query("source"), call.query("stage"), call.query("cause").map(RefusalCause::of));
  }

  private static Optional<QuarantinePage.Cursor> cursor(Call call) {
    Optional<String> text = call.query("after");
    Optional<QuarantinePage.Cursor> cursor = text.flatMap(QuarantinePage.Cursor::parse);
    if (text.isPresent() && cursor.isEmpty()) {
      throw new ProblemException(
          ProblemKind.BAD_PARAMETER, "'after' is no place in the list; give the 'next' of a page.");
    }
    return cursor;
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private static ProblemException absent() {
    return new ProblemException(
        ProblemKind.QUARANTINE_RECORD_ABSENT,
        "No record has this id now; see /v1/quarantine/records.");
  }
}
