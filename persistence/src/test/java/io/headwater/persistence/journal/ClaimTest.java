package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {

  private static final Claim CLAIM =
      new Claim(
          3,
          new Claim.Claimant(
              "node-1",
              "5f0c",
              "headwater-journal-node-1-5f0c",
              "pekko://headwater@127.0.0.1:7355#42"));

  private static final String GOLDEN =
      "{\"partition\":3,\"writer\":\"node-1\",\"incarnation\":\"5f0c\","
          + "\"transactional_id\":\"headwater-journal-node-1-5f0c\","
          + "\"node\":\"pekko://headwater@127.0.0.1:7355#42\"}";

  @Test
  void hasThePartitionTheWriterAndItsIncarnationAsKey() {
    assertThat(CLAIM.key()).isEqualTo("3/node-1/5f0c");
  }

  @Test
  void isAJsonObjectWhoseBytesDoNotChange() {
    assertThat(new String(CLAIM.encode(), StandardCharsets.UTF_8)).isEqualTo(GOLDEN);
    assertThat(decode(GOLDEN)).isEqualTo(CLAIM);
  }

  @Test
  void keepsNamesThatNeedEscapingAndTheEmptyNode() {
    Claim odd = new Claim(0, new Claim.Claimant("n\"ö\n", "1", "t/\\", ""));

    assertThat(Claim.decode(odd.encode())).isEqualTo(odd);
  }

  @Test
  void readsWhatALaterVersionAdds() {
    assertThat(decode(GOLDEN.replace("{", "{\"since\":[1,{}],"))).isEqualTo(CLAIM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "3",
        "{\"partition\":3",
        "{\"partition\":3,\"writer\":\"node-1\",\"incarnation\":\"1\",\"transactional_id\":\"t\"}",
        "{\"partition\":\"x\",\"writer\":\"n\",\"incarnation\":\"1\",\"transactional_id\":\"t\",\"node\":\"\"}",
        "{\"partition\":3.5,\"writer\":\"n\",\"incarnation\":\"1\",\"transactional_id\":\"t\",\"node\":\"\"}",
        "{\"partition\":3,\"writer\":null,\"incarnation\":\"1\",\"transactional_id\":\"t\",\"node\":\"\"}",
        "{\"partition\":3,\"writer\":true,\"incarnation\":\"1\",\"transactional_id\":\"t\",\"node\":\"\"}",
        "{\"partition\":3,\"writer\":[],\"incarnation\":\"1\",\"transactional_id\":\"t\",\"node\":\"\"}",
        "{\"partition\":3,\"writer\":{},\"incarnation\":\"1\",\"transactional_id\":\"t\",\"node\":\"\"}"
      })
  void refusesWhatIsNoClaim(String bytes) {
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith("a claim cannot be read: ")
        .hasMessageContaining("mend: run the version of Headwater that wrote it, or a newer one");
  }

  private static Claim decode(String json) {
    return Claim.decode(json.getBytes(StandardCharsets.UTF_8));
  }
}
