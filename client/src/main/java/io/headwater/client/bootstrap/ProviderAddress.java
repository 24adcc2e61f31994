package io.headwater.client.bootstrap;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a provider of bootstraps is.
 *
 * @param base an http or https address without credentials, query and fragment, such as {@code
 *     http://127.0.0.1:8080}; a path is kept
 */
public record ProviderAddress(URI base) {

  /** Refuses an address that is none, without repeating it: it may hold a secret. */
  public ProviderAddress {
    boolean isHttp = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!isHttp || base.getHost() == null) {
      throw new IllegalArgumentException(
          "The base address is not an absolute http or https address: give one such as"
              + " http://127.0.0.1:8080");
    }
    if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getFragment() != null) {
      throw new IllegalArgumentException(
          "The base address has credentials, a query or a fragment: leave them out");
    }
  }

  /** The list of all resource types. */
  public URI types() {
    return URI.create(root());
  }

  /**
   * Something of a resource type.
   *
   * @param rest what follows the type, such as {@code bootstrap?partition=3}; encoded already
   */
  public URI resource(String type, String rest) {
    return URI.create(root() + "/" + encode(type) + "/" + rest);
  }

  /** The text as it stands in a path or a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String root() {
    return base.toString().replaceAll("/+$", "") + "/v1/resources";
  }
}
