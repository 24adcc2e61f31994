package io.headwater.http.route;

import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.http.javadsl.model.headers.IfNoneMatch;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Successful responses. */
public final class Answers {

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  private Answers() {}

  /** A body that is known as a whole. */
  public static HttpResponse of(ContentType type, byte[] body, Caching caching) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(type, ByteString.fromArrayUnsafe(body)))
        .addHeader(caching.header());
  }

  /** A JSON body that is known as a whole and is not to be kept. */
  public static HttpResponse json(JsonBody body) {
    return of(Types.JSON, JsonBody.bytes(body), Caching.NO_STORE);
  }

  /** A JSON body that is there already and is not to be kept. */
  public static HttpResponse json(ByteString body) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(Types.JSON, body))
        .addHeader(Caching.NO_STORE.header());
  }

  /** A body that is made while it is sent, at the client's pace. */
  public static HttpResponse stream(ContentType type, Source<ByteString, ?> body) {
    return HttpResponse.create()
        .withEntity(HttpEntities.createChunked(type, body))
        .addHeader(Caching.NO_STORE.header());
  }

  /**
   * The same response with an entity tag, or 304 without a body when the call's If-None-Match names
   * the tag.
   */
  public static HttpResponse tagged(Call call, HttpResponse response, String tag) {
    EntityTag entityTag = EntityTag.create(tag, false);
    boolean known =
        call.request()
            .getHeader(IfNoneMatch.class)
            .filter(header -> names(header.value(), tag))
            .isPresent();
    HttpResponse tagged = response.addHeader(ETag.create(entityTag));
    return known
        ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED).addHeaders(tagged.getHeaders())
        : tagged;
  }

  /** Whether a list of entity tags, weak or not, or {@code *} covers a tag. */
  private static boolean names(String tags, String tag) {
    return tags.strip().equals("*")
        || QUOTED.matcher(tags).results().anyMatch(quoted -> quoted.group(1).equals(tag));
  }

  /** The same response with a header of any name. */
  public static HttpResponse with(HttpResponse response, String name, String value) {
    return response.addHeader(RawHeader.create(name, value));
  }
}
