package io.headwater.http.route;

import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/** The media types of the answers; all of them are UTF-8. */
public final class Types {

  public static final ContentType JSON = ContentTypes.APPLICATION_JSON;
  public static final ContentType PROBLEM = application("problem+json");
  public static final ContentType SCHEMA = application("schema+json");
  public static final ContentType EVENTS = MediaTypes.TEXT_EVENT_STREAM.toContentType();
  public static final ContentType NDJSON = application("x-ndjson");

  private Types() {}

  private static ContentType application(String subtype) {
    MediaType.WithFixedCharset type =
        MediaTypes.applicationWithFixedCharset(subtype, HttpCharsets.UTF_8);
    return type.toContentType();
  }
}
