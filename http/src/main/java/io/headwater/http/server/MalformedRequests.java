package io.headwater.http.server;

import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.route.RouteTable;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers requests that the HTTP parser refuses with problems; made by Pekko HTTP by its name. */
public final class MalformedRequests extends ParsingErrorHandler {

  /** Creates the handler. */
  public MalformedRequests() {}

  // The error's detail may quote the request, so only its summary is passed on.
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    log.debug("Refused a malformed request: {}", error.summary());
    return RouteTable.secure(
        Problem.of(ProblemKind.BAD_REQUEST, error.summary())
            .withStatus(status)
            .response("about:blank"));
  }
}
