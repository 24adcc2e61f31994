package io.headwater.client.bootstrap;

/**
 * One state record's value, with the fields a consumer needs to fold it.
 *
 * @param type the resource type
 * @param key the id as text: a string's own text, a number's literal, a composite's compact JSON;
 *     the same text as the record's key on the state topic
 * @param version the resource's version, at least 0; a higher one is newer
 * @param operation what the change behind the record did
 * @param bytes the whole value as it arrived, without a line end
 */
public record StateRecordView(
    String type, String key, long version, Operation operation, JsonBytes bytes) {

  /**
   * Reads the value of a state record.
   *
   * @throws MalformedStateException when the bytes are not exactly one state record
   */
  public static StateRecordView parse(JsonBytes bytes) {
    return StateParser.parse(bytes);
  }
}
