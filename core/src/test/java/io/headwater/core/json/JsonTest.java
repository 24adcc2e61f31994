package io.headwater.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "\"\"",
        "\"text with \\\"quotes\\\", \\\\ and \\n\"",
        "\"größe 日本語 😀\"",
        "[]",
        "{}",
        "[1,[2,[3]],{\"a\":[]}]",
        "{\"z\":1,\"a\":{\"y\":null,\"b\":false},\"\":\"\"}"
      })
  void writesTheSameBytesAsItRead(String json) {
    Value value = Json.read(json.getBytes(UTF_8));

    assertThat(new String(Json.bytes(value), UTF_8)).isEqualTo(json);
    assertThat(value.toJson()).isEqualTo(json);
    assertThat(Json.read(Json.bytes(value))).isEqualTo(value);
  }

  @Test
  void indentsObjectsForPeople() {
    String compact = "{\"a\":{\"ü\":[1,[true,null]],\"b\":{}},\"c\":[],\"d\":[{\"e\":1.0},2]}";

    byte[] indented = Json.indented(Json.read(compact.getBytes(UTF_8)));

    assertThat(new String(indented, UTF_8))
        .isEqualTo(
            """
            {
              "a": {
                "ü": [1, [true, null]],
                "b": {}
              },
              "c": [],
              "d": [{
                "e": 1.0
              }, 2]
            }
            """);
    assertThat(Json.read(indented).toJson()).isEqualTo(compact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1.0",
        "1.00",
        "1e5",
        "1E+5",
        "9007199254740993",
        "12345678901234567890.1234567890123456789",
        "1e400",
        "1E99999999999"
      })
  void keepsTheLiteralOfANumber(String literal) {
    assertThat(Json.read(literal.getBytes(UTF_8))).isEqualTo(new Value.Num(literal));
    assertThat(new String(Json.bytes(new Value.Num(literal)), UTF_8)).isEqualTo(literal);
  }

  @Test
  void ignoresWhiteSpaceAroundTheValue() {
    assertThat(Json.read(" \n{ \"a\" : [ 1 , 2 ] }\t".getBytes(UTF_8)).toJson())
        .isEqualTo("{\"a\":[1,2]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[1",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "nul",
        "NaN",
        "Infinity",
        "+1",
        "01",
        "1.",
        ".5",
        "\"open",
        "\"bad \\x escape\"",
        "\"raw \n line\"",
        "1 2",
        "{} {}",
        "[] x",
        "// c\n1",
        "]",
        "{\"a\":1,\"a\":2}",
        "{\"o\":{\"a\":1,\"a\":1}}"
      })
  void refusesWhatIsNotOneJsonValue(String json) {
    assertThatThrownBy(() -> Json.read(json.getBytes(UTF_8)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"22ff22", "22c328 22", "0000feff00110000", "000000220011ffff", "22eda08022"})
  void refusesBytesThatAreNoUtf8(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThatThrownBy(() -> Json.read(bytes)).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"\\ud800\\ud800\"",
        "{\"\\ud83d\":1}",
        "[\"a\\ud83d\"]"
      })
  void refusesHalfOfASurrogatePairAsItHasNoUtf8Form(String json) {
    assertThatThrownBy(() -> Json.read(json.getBytes(UTF_8)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageMatching("(half of a surrogate pair in a string|not JSON) at byte \\d+");
  }

  @Test
  void readsAnEscapedSurrogatePair() {
    assertThat(Json.read("\"\\ud83d\\ude00\"".getBytes(UTF_8))).isEqualTo(Value.of("😀"));
  }

  @Test
  void writesCharactersOfAnyPlaneAsUtf8WhereverTheyStand() {
    for (int before = 0; before < 9_000; before = before < 20 ? before + 1 : before + 331) {
      String text = "a".repeat(before) + "😀é𝄞".repeat(700) + "z";
      Map<String, Value> members = Map.of(text.substring(0, before + 40), Value.of(text));

      byte[] json = Json.bytes(new Value.Obj(members));

      assertThat(new String(json, UTF_8)).isEqualTo(new Value.Obj(members).toJson());
      assertThat(Json.readObject(json).members()).isEqualTo(members);
      assertThat(new String(json, UTF_8)).contains("😀é𝄞").doesNotContain("\\u");
    }
  }

  @Test
  void readsUpToTheDeepestNesting() {
    assertThat(Json.read(nested(Json.MAX_DEPTH))).isInstanceOf(Value.Arr.class);
    assertThatThrownBy(() -> Json.read(nested(Json.MAX_DEPTH + 1)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void aRecordNestsDeeperSoThatAnyValueFitsIntoIt() {
    assertThat(Json.readObject(inRecord(Json.MAX_RECORD_DEPTH)).members()).containsOnlyKeys("a");
    assertThatThrownBy(() -> Json.readObject(inRecord(Json.MAX_RECORD_DEPTH + 1)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void readsUpToTheLongestNumber() {
    String longest = "1".repeat(Json.MAX_NUMBER_CHARS);

    assertThat(Json.read(longest.getBytes(UTF_8))).isEqualTo(new Value.Num(longest));
    assertThatThrownBy(() -> Json.read((longest + "1").getBytes(UTF_8)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void refusesAStringBeyondTheLongest() {
    byte[] tooLong = new byte[Json.MAX_STRING_CHARS + 3];
    Arrays.fill(tooLong, (byte) 'a');
    tooLong[0] = '"';
    tooLong[tooLong.length - 1] = '"';

    assertThatThrownBy(() -> Json.read(tooLong)).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"SECRET\":1,\"SECRET\":2}",
        "\"SECRET",
        "{\"a\":SECRET}",
        "\"SECRET\" \"SECRET\"",
        "[1234SECRET]",
        "{\"a\":\"SECRET\\q\"}",
        "SECRET",
        "{\"SECRET\":\"\\ud800\"}"
      })
  void theErrorNeverQuotesTheInput(String json) {
    Throwable thrown = catchThrowable(() -> Json.read(json.getBytes(UTF_8)));

    assertThat(thrown).isInstanceOf(MalformedJsonException.class).hasNoCause();
    assertThat(thrown.getMessage()).contains(" at byte ").doesNotContain("SECRET", "1234");
  }

  @Test
  void theErrorSaysWhere() {
    assertThatThrownBy(() -> Json.read("{\"a\":1} x".getBytes(UTF_8)))
        .hasMessageMatching("(not JSON|content after the value) at byte \\d+");
    assertThatThrownBy(() -> Json.read("{\"a\":1} 2".getBytes(UTF_8)))
        .hasMessage("content after the value at byte 8");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 9, 300})
  void refusesANameThatOccursAgainInAnObjectOfAnySize(int size) {
    String names =
        IntStream.range(0, size).mapToObj(i -> "\"c" + i + "\":0,").collect(Collectors.joining());
    byte[] distinct = ("[{" + names + "\"c\":0}]").getBytes(UTF_8);
    byte[] repeated = ("[{" + names + "\"c0\":0}]").getBytes(UTF_8);

    assertThat(Json.read(distinct).toJson()).isEqualTo(new String(distinct, UTF_8));
    assertThatThrownBy(() -> Json.read(repeated))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage(
            "an object with two members of one name at byte %d", repeated.length - "}]".length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"{}\"", "null"})
  void anObjectIsExpectedWhereARecordIsRead(String json) {
    assertThatThrownBy(() -> Json.readObject(json.getBytes(UTF_8)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("a JSON object is expected");
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] inRecord(int depth) {
    return ("{\"a\":" + new String(nested(depth - 1), UTF_8) + "}").getBytes(UTF_8);
  }

  /** The parser takes the byte 255 for its own padding where it stands before a name it knows. */
  @Test
  void refusesBytesThatAreNotUtf8BeforeAndInNamesThatItKnows() {
    byte[] known = "{\"id\":1,\"a\":{\"name\":\"x\",\"quantity\":1.5}}".getBytes(UTF_8);
    Json.read(known);

    for (int at = 0; at < known.length; at++) {
      for (int strays = 1; strays <= 3; strays++) {
        for (int stray = 0x80; stray <= 0xFF; stray++) {
          byte[] broken = new byte[known.length + strays];
          System.arraycopy(known, 0, broken, 0, at);
          Arrays.fill(broken, at, at + strays, (byte) stray);
          System.arraycopy(known, at, broken, at + strays, known.length - at);
          assertThatThrownBy(() -> Json.read(broken)).isInstanceOf(MalformedJsonException.class);
        }
      }
    }
  }
}
