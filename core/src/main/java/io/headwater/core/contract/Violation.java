package io.headwater.core.contract;

/**
 * Where and how a document breaks its contract; it holds no value of the document.
 *
 * @param path a JSON Pointer (RFC 6901) into the document, empty for the whole; a member that the
 *     contract does not name in {@code properties} is {@code *}, as its name may be a row's value
 * @param keyword the word of the schema
 * @param requirement what the word demands, such as {@code must be at least 0}
 */
public record Violation(String path, String keyword, String requirement) {

  /** Prints as {@code /quantity: must be at least 0 (minimum)}. */
  @Override
  public String toString() {
    return (path.isEmpty() ? "its root" : path) + ": " + requirement + " (" + keyword + ")";
  }
}
