package io.headwater.http.query;

/**
 * Limits of pages.
 *
 * @param defaultSize the states of a page when the client asks for no number
 * @param maxSize the most states a client may ask for
 * @param maxBytes a page ends with the state that reaches this size, whatever number was asked for
 * @param maxRead a page ends when so many states were read for it, however few its filter takes
 */
public record PageSettings(int defaultSize, int maxSize, int maxBytes, int maxRead) {

  /** Checks the limits. */
  public PageSettings {
    if (defaultSize < 1 || maxSize < defaultSize || maxBytes < 1 || maxRead < 1) {
      throw new IllegalArgumentException(
          "pages: need 1 <= default-size <= max-size, max-bytes >= 1 and max-read >= 1, not %d, %d,"
              .concat(" %d and %d")
              .formatted(defaultSize, maxSize, maxBytes, maxRead));
    }
  }
}
