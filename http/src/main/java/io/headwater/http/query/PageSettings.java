package io.headwater.http.query;

/**
 * Limits of pages.
 *
 * @param defaultSize the states of a page when the client asks for no number
 * @param maxSize the most states a client may ask for
 * @param maxBytes a page ends with the state that reaches this size, whatever number was asked for
 */
public record PageSettings(int defaultSize, int maxSize, int maxBytes) {

  /** Checks the limits. */
  public PageSettings {
    if (defaultSize < 1 || maxSize < defaultSize || maxBytes < 1) {
      throw new IllegalArgumentException(
          "pages: need 1 <= default-size <= max-size and max-bytes >= 1, not %d, %d and %d"
              .formatted(defaultSize, maxSize, maxBytes));
    }
  }
}
