package io.headwater.capture.normalize.dynamodb;

import static io.headwater.capture.normalize.dynamodb.StreamRecords.event;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.insert;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.json;
import static io.headwater.capture.normalize.dynamodb.StreamRecords.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'S':'Grüße 🌊'}            | 'Grüße 🌊'",
        "{'S':''}                    | ''",
        "{'N':'0'}                   | 0",
        "{'N':'-12.50'}              | -12.50",
        "{'N':'1E-130'}              | 1E-130",
        "{'N':'12345678901234567890123456789012345678'} | 12345678901234567890123456789012345678",
        "{'N':'9.9999999999999999999999999999999999999E+125'} | 9.9999999999999999999999999999999999999E+125",
        "{'N':'.5'}                  | 0.5",
        "{'N':'+007'}                | 7",
        "{'B':'3q2+7w=='}            | '3q2+7w=='",
        "{'B':'3q2+7w'}              | '3q2+7w=='",
        "{'B':''}                    | ''",
        "{'BOOL':false}              | false",
        "{'NULL':true}               | null",
        "{'S':'x','N':null}          | 'x'",
        "{'L':[]}                    | []",
        "{'L':[{'S':'b'},{'L':[{'N':'1'}]},{'NULL':true}]} | ['b',[1],null]",
        "{'M':{}}                    | {}",
        "{'M':{'a':{'M':{'b':{'SS':['y','x']}}}}} | {'a':{'b':['x','y']}}",
        "{'SS':['b','a','']}         | ['','a','b']",
        "{'NS':['10','9','-1.5']}    | [-1.5,9,10]",
        "{'BS':['/w==','AA==']}      | ['/w==','AA==']",
        "{'SS':[]}                   | []",
      })
  void readsEveryType(String typed, String expected) {
    assertThat(attribute(typed)).isEqualTo(json(expected));
  }

  @Test
  void makesEqualSetsEqualValues() {
    assertThat(attribute("{'SS':['b','a','c']}")).isEqualTo(attribute("{'SS':['c','b','a']}"));
    assertThat(attribute("{'NS':['2','10','1']}")).isEqualTo(attribute("{'NS':['10','1','2']}"));
    assertThat(attribute("{'BS':['AQ==','Ag==']}")).isEqualTo(attribute("{'BS':['Ag','AQ']}"));
  }

  @Test
  void keepsTheOrderOfAList() {
    assertThat(attribute("{'L':[{'S':'b'},{'S':'a'}]}")).isEqualTo(json("['b','a']"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'S':null}",
        "{'S':'x','N':'1'}",
        "'x'",
        "{'X':'x'}",
        "{'s':'x'}",
        "{'S':1}",
        "{'N':1}",
        "{'N':'twelve'}",
        "{'N':''}",
        "{'N':'NaN'}",
        "{'N':'123456789012345678901234567890123456789'}",
        "{'N':'1E126'}",
        "{'N':'1E-131'}",
        "{'N':'1E999999999'}",
        "{'N':'1E-2147483647'}",
        "{'N':'0E99999999999'}",
        "{'B':'*'}",
        "{'B':[1]}",
        "{'BOOL':'true'}",
        "{'NULL':false}",
        "{'L':{}}",
        "{'L':['x']}",
        "{'M':[]}",
        "{'M':{'x':1}}",
        "{'SS':'x'}",
        "{'SS':[1]}",
        "{'NS':['x']}",
        "{'BS':['*']}",
      })
  void refusesWhatIsNoAttributeAndNamesIt(String typed) {
    assertThat(refusal(insert(typed)))
        .startsWith("attribute 'a' of 'NewImage' ")
        .doesNotContain("twelve", "999", "*");
  }

  @Test
  void readsNestingToItsLimitAndRefusesDeeper() {
    int levels = AttributeReader.MAX_NESTING - 1;
    assertThat(attribute(nested(levels))).isInstanceOf(Value.Arr.class);
    assertThat(refusal(insert(nested(levels + 1))))
        .contains("nested deeper than " + AttributeReader.MAX_NESTING);
  }

  private static String nested(int levels) {
    return "{'L':[".repeat(levels) + "{'S':'x'}" + "]}".repeat(levels);
  }

  private static Value attribute(String typed) {
    return event(insert(typed)).after().orElseThrow().require("a");
  }
}
