package io.headwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueTest {

  @Test
  void aDecimalIsPlainAndKeepsItsScale() {
    assertThat(Value.Num.of(new BigDecimal("1.500"))).isEqualTo(new Value.Num("1.500"));
    assertThat(Value.Num.of(new BigDecimal("1E+3"))).isEqualTo(new Value.Num("1000"));
    assertThat(Value.of(Long.MIN_VALUE)).isEqualTo(new Value.Num("-9223372036854775808"));
  }

  @Test
  void numbersOfOtherLiteralsAreOtherValues() {
    assertThat(new Value.Num("1.0")).isNotEqualTo(new Value.Num("1"));
  }

  @Test
  void onlyJsonNullIsNull() {
    assertThat(Value.ofNull().isNull()).isTrue();
    assertThat(Value.of("").isNull()).isFalse();
    assertThat(Value.of(false).isNull()).isFalse();
    assertThat(Value.Obj.empty().isNull()).isFalse();
  }

  @Test
  void theOrderOfMembersIsKeptAndDoesNotMatterForEquality() {
    Map<String, Value> forth = new LinkedHashMap<>();
    forth.put("b", Value.of(1));
    forth.put("a", Value.ofNull());
    Map<String, Value> back = new LinkedHashMap<>();
    back.put("a", Value.ofNull());
    back.put("b", Value.of(1));

    assertThat(new Value.Obj(forth)).isEqualTo(new Value.Obj(back));
    assertThat(new Value.Obj(forth).toJson()).isEqualTo("{\"b\":1,\"a\":null}");
  }

  @Test
  void doesNotChangeWithWhatItWasMadeOf() {
    Map<String, Value> members = new LinkedHashMap<>(Map.of("a", Value.of(1)));
    List<Value> items = new ArrayList<>(List.of(Value.of(1)));
    Value.Obj object = new Value.Obj(members);
    Value.Arr array = new Value.Arr(items);

    members.clear();
    items.clear();

    assertThat(object.toJson()).isEqualTo("{\"a\":1}");
    assertThat(array.toJson()).isEqualTo("[1]");
    assertThatThrownBy(() -> object.members().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aMemberThatIsNullIsNotAbsent() {
    Value.Obj object = new Value.Obj(Map.of("a", Value.ofNull()));

    assertThat(object.member("a")).contains(Value.ofNull());
    assertThat(object.member("b")).isEmpty();
    assertThatThrownBy(() -> object.require("b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no member 'b'");
  }

  @Test
  void bytesAreEqualByContent() {
    Bytes bytes = Bytes.utf8("ä");

    assertThat(bytes).isEqualTo(Bytes.of(new byte[] {(byte) 0xc3, (byte) 0xa4}));
    assertThat(bytes).hasSameHashCodeAs(Bytes.utf8("ä")).isNotEqualTo(Bytes.utf8("a"));
    assertThat(bytes).hasToString("ä");
    assertThat(bytes.size()).isEqualTo(2);
  }
}
