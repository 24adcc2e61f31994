package io.headwater.http.route;

import java.util.Locale;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** The kinds of problem that the endpoints answer with; the type URIs are part of the contract. */
public enum ProblemKind {
  BAD_REQUEST("The request cannot be read", 400),
  BAD_PARAMETER("A parameter has a bad value", 400),
  BAD_TOKEN("The text is no token", 400),
  PATH_UNKNOWN("Nothing is served at this path", 404),
  TYPE_UNKNOWN("There is no such resource type", 404),
  RESOURCE_ABSENT("There is no such resource", 404),
  SCHEMA_ABSENT("The resource type has no schema", 404),
  SOURCE_UNKNOWN("There is no such source", 404),
  QUARANTINE_RECORD_ABSENT("There is no such record in the quarantine", 404),
  LEASE_ABSENT("There is no such lease", 404),
  RETRY_IMPOSSIBLE("The record cannot be tried again", 409),
  EPOCH_CHANGED("The topic was made anew", 409),
  POSITION_EXPIRED("Deletions behind the position may be unknown", 410),
  ORIGIN_REFUSED("The request comes from another site", 403),
  METHOD_REFUSED("The method is not served at this path", 405),
  CATCHING_UP("The bootstrap view is still catching up", 503),
  QUARANTINE_UNREAD("The quarantine is still being read", 503),
  TOO_MANY_BOOTSTRAPS("Too many bootstraps are running", 503),
  TOO_MANY_TAILS("Too many clients are following", 503),
  TOO_MANY_LEASES("Too many leases are held", 503),
  NOT_READY("The process is not ready", 503),
  TIMED_OUT("The answer took too long", 503),
  NOT_YET("The view has not come that far in time", 504),
  STOPPING("The server is stopping", 503),
  INTERNAL("The server failed", 500);

  private final String title;
  private final int status;

  ProblemKind(String title, int status) {
    this.title = title;
    this.status = status;
  }

  /** The URI that identifies the kind, such as {@code urn:headwater:problem:bad-parameter}. */
  public String type() {
    return "urn:headwater:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The same short sentence for every occurrence. */
  public String title() {
    return title;
  }

  /** The HTTP status it is answered with. */
  public StatusCode status() {
    return StatusCodes.get(status);
  }
}
