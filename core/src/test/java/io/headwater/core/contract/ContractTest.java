package io.headwater.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What each word of a schema allows, and what is told of a violation. */
class ContractTest {

  private static void allows(String schema, String... documents) {
    for (String document : documents) {
      assertThat(Contracts.check(schema, document)).as("%s in %s", document, schema).isEmpty();
    }
  }

  private static void refuses(String schema, String violation, String... documents) {
    for (String document : documents) {
      assertThat(Contracts.check(schema, document))
          .as("%s in %s", document, schema)
          .contains(violation);
    }
  }

  @Nested
  class AnyValue {

    @Test
    void type() {
      String integer = "{'type': 'integer'}";
      allows(integer, "1", "1.0", "1e3", "-0", "1e999999999");
      refuses(integer, "its root: must be of type integer (type)", "1.5", "'1'", "null", "1e-1");
      String mixed = "{'type': ['string', 'null']}";
      allows(mixed, "'a'", "null");
      refuses(mixed, "its root: must be of type string or null (type)", "1", "true", "[]", "{}");
      allows("{'type': 'number'}", "1.5", "2");
      allows("{'type': 'boolean'}", "true");
      allows("{'type': 'array'}", "[]");
      allows("{'type': 'object'}", "{}");
    }

    @Test
    void enumAndConst() {
      String one = "{'enum': ['red', 1, null, {'a': [1, 2]}]}";
      allows(one, "'red'", "1.0", "null", "{'a': [1.0, 2]}");
      refuses(
          one,
          "its root: must be one of [\"red\",1,null,{\"a\":[1,2]}] (enum)",
          "'blue'",
          "'1'",
          "{'a': [2, 1]}",
          "{}",
          "false");
      allows("{'const': {'a': 1, 'b': 2}}", "{'b': 2.0, 'a': 1}");
      refuses("{'const': false}", "its root: must be false (const)", "0", "null", "true");
    }

    @Test
    void booleans() {
      allows("true", "1", "null");
      refuses("false", "its root: must not be there (false)", "1");
      refuses("{'properties': {'a': false}}", "/a: must not be there (false)", "{'a': 1}");
    }

    @Test
    void annotationsAndUnknownWordsHaveNoEffect() {
      allows(
          """
          {'title': 't', 'description': 'd', 'default': 1, 'examples': [2], '$comment': 'c',
           'format': 'email', 'contentEncoding': 'base64', 'contentMediaType': 'text/plain',
           'contentSchema': false, 'deprecated': true, 'readOnly': true, 'writeOnly': true,
           'owner': {'minimum': 5}, '$vocabulary': {}, '$anchor': 'here'}
          """,
          "'no address'",
          "1");
    }
  }

  @Nested
  class Numbers {

    @Test
    void ranges() {
      allows("{'minimum': 0}", "0", "-0.0", "1e999999999", "'-1'");
      refuses("{'minimum': 0}", "its root: must be at least 0 (minimum)", "-1", "-1e-999999999");
      allows("{'maximum': 10.50}", "10.5", "-3");
      refuses("{'maximum': 10.50}", "its root: must be at most 10.50 (maximum)", "10.51");
      refuses(
          "{'exclusiveMinimum': 1}", "its root: must be above 1 (exclusiveMinimum)", "1.0", "0");
      allows("{'exclusiveMinimum': 1}", "1.0000000000000000000001");
      refuses("{'exclusiveMaximum': 1}", "its root: must be below 1 (exclusiveMaximum)", "1e0");
      allows("{'exclusiveMaximum': 1}", "0.9999999999999999999999");
    }

    @Test
    void multiplesAreExact() {
      allows("{'multipleOf': 0.01}", "19.99", "0", "1e999999999");
      refuses(
          "{'multipleOf': 0.01}", "its root: must be a multiple of 0.01 (multipleOf)", "19.999");
    }
  }

  @Nested
  class Texts {

    @Test
    void lengthsAreInCodePoints() {
      allows("{'minLength': 2, 'maxLength': 2}", "'ab'", "'😀😀'", "7");
      refuses(
          "{'minLength': 2}",
          "its root: must have at least 2 characters (minLength)",
          "'😀'",
          "''");
      refuses("{'maxLength': 2}", "its root: must have at most 2 characters (maxLength)", "'abc'");
      allows("{'maxLength': 1e100}", "'abc'");
    }

    @Test
    void patternsAreFoundAnywhereUnlessAnchored() {
      allows("{'pattern': 'b+'}", "'abc'", "7");
      refuses("{'pattern': '^b'}", "its root: must match the pattern ^b (pattern)", "'abc'");
    }

    @Test
    void patternsMeanWhatTheyMeanInEcmaScript() {
      refuses(
          "{'pattern': '^[a-z]+$'}",
          "its root: must match the pattern ^[a-z]+$ (pattern)",
          "'abc\\n'");
      allows("{'pattern': '^[[&&]+$'}", "'[&'");
      allows("{'pattern': '^\\\\s\\\\S[\\\\s]$'}", "'\\u00a0a\\ufeff'");
      allows("{'pattern': '^.$'}", "'\\u0085'", "'😀'");
      allows("{'pattern': '^\\\\v\\\\$[$.]$'}", "'\\u000b$.'");
    }

    @Test
    void aPatternThatTakesTooLongIsAViolationAndNotAHang() {
      String text = "'" + "a".repeat(300) + "'";
      String schema = "{'properties': {'a': {'pattern': '^a*a*a*a*a*b$'}}}";
      String violation =
          "its root: must be comparable with the pattern ^a*a*a*a*a*b$ within 10,000,000 steps (pattern)";
      refuses(schema, violation, "{'a': %s}".formatted(text));
      refuses("{'not': %s}".formatted(schema), violation, "{'a': %s}".formatted(text));
    }

    @Test
    void aPatternThatNeedsTooMuchStackIsAViolation() {
      String text = "'" + "ab".repeat(1_000_000) + "!'";
      assertThat(Contracts.check("{'pattern': '^(a|b)*$'}", text).orElseThrow())
          .startsWith("its root: must be comparable with the pattern ^(a|b)*$ within ");
    }
  }

  @Nested
  class Arrays {

    @Test
    void counts() {
      allows("{'minItems': 1, 'maxItems': 2.0}", "[1]", "[1, 2]", "{}");
      refuses("{'minItems': 1}", "its root: must have at least 1 items (minItems)", "[]");
      refuses("{'maxItems': 1}", "its root: must have at most 1 items (maxItems)", "[1, 2]");
    }

    @Test
    void uniqueItemsAreToldApartByAmountAndWithoutOrderOfMembers() {
      String unique = "{'uniqueItems': true}";
      allows(unique, "[1, '1', true, null, [], {}]", "[[1], [2]]", "[{'a': 1}, {'a': 2}]");
      refuses(
          unique,
          "its root: must have no item twice (uniqueItems)",
          "[1, 2, 1.0]",
          "[{'a': 1, 'b': [2]}, {'b': [2.0], 'a': 1}]");
      allows("{'uniqueItems': false}", "[1, 1]");
      List<Value> many = IntStream.range(0, 100_000).<Value>mapToObj(Value::of).toList();
      assertThat(Contracts.of(unique).check(new Value.Arr(many))).isEmpty();
      refuses(
          unique,
          "its root: must have no item twice (uniqueItems)",
          "[1, 2, 3, 4, 5, 6, 7, 8, 9, {'a': 1, 'b': 2}, {'b': 2, 'a': 10e-1}]");
    }

    @Test
    void items() {
      String schema = "{'prefixItems': [{'type': 'string'}, true], 'items': {'minimum': 0}}";
      allows(schema, "[]", "['a']", "['a', -1]", "['a', -1, 0, 1]");
      refuses(schema, "/0: must be of type string (type)", "[1]");
      refuses(schema, "/3: must be at least 0 (minimum)", "['a', -1, 0, -1]");
      refuses("{'items': false}", "/0: must not be there (false)", "[1]");
      allows("{'prefixItems': [{'type': 'string'}]}", "['a', 1]");
    }

    @Test
    void contains() {
      String schema = "{'contains': {'type': 'string'}, 'minContains': 2, 'maxContains': 3}";
      allows(schema, "['a', 1, 'b']", "['a', 'b', 'c', 4]", "'a'");
      refuses(
          schema,
          "its root: must contain at least 2 of the items that the contract asks for (minContains)",
          "['a', 1]");
      refuses(
          schema,
          "its root: must contain at most 3 of the items that the contract asks for (maxContains)",
          "['a', 'b', 'c', 'd']");
      refuses(
          "{'contains': {'type': 'string'}}",
          "its root: must contain at least 1 of the items that the contract asks for (contains)",
          "[]",
          "[1]");
      allows("{'contains': {'type': 'string'}, 'minContains': 0}", "[]", "[1]");
      allows("{'minContains': 2}", "[]");
    }
  }

  @Nested
  class Objects {

    @Test
    void counts() {
      refuses(
          "{'minProperties': 1}", "its root: must have at least 1 members (minProperties)", "{}");
      refuses(
          "{'maxProperties': 1}",
          "its root: must have at most 1 members (maxProperties)",
          "{'a': 1, 'b': 2}");
      allows("{'minProperties': 1, 'maxProperties': 1}", "{'a': 1}", "[]");
    }

    @Test
    void required() {
      allows("{'required': ['a']}", "{'a': null}", "[]");
      refuses(
          "{'required': ['a', 'b']}", "its root: must have the member 'b' (required)", "{'a': 1}");
      refuses(
          "{'dependentRequired': {'a': ['b']}}",
          "its root: must have the member 'b', as it has 'a' (dependentRequired)",
          "{'a': 1}");
      allows("{'dependentRequired': {'a': ['b']}}", "{'b': 1}", "{'a': 1, 'b': 1}");
    }

    @Test
    void membersByNamePatternAndTheRest() {
      String schema =
          """
          {'properties': {'a': {'minimum': 0}, 'x_a': {'minimum': 5}},
           'patternProperties': {'^x_': {'maximum': 9}},
           'additionalProperties': {'type': 'string'}}
          """;
      allows(schema, "{}", "{'a': 1, 'x_a': 7, 'x_b': -1, 'c': 'd'}");
      refuses(schema, "/a: must be at least 0 (minimum)", "{'a': -1}");
      refuses(schema, "/x_a: must be at least 5 (minimum)", "{'x_a': 4}");
      refuses(schema, "/x_a: must be at most 9 (maximum)", "{'x_a': 10}");
    }

    @Test
    void namesThatTheContractDoesNotKnowAreNotTold() {
      String schema =
          """
          {'properties': {'prices': {
             'patternProperties': {'^x_': {'maximum': 9}},
             'additionalProperties': {'properties': {'amount': {'minimum': 0}}}}},
           'additionalProperties': false}
          """;
      refuses(schema, "/prices/*: must be at most 9 (maximum)", "{'prices': {'x_secret': 10}}");
      refuses(
          schema,
          "/prices/*/amount: must be at least 0 (minimum)",
          "{'prices': {'secret': {'amount': -1}}}");
      refuses(schema, "/*: must not be there (false)", "{'secret': 1}");
    }

    @Test
    void propertyNames() {
      allows("{'propertyNames': {'maxLength': 2}}", "{'ab': 1}", "[]");
      refuses(
          "{'propertyNames': {'maxLength': 2}}",
          "its root: must have only members whose names the contract allows (propertyNames)",
          "{'abc': 1}");
    }

    @Test
    void pathsAreJsonPointers() {
      refuses(
          "{'properties': {'a/b~c': {'items': {'properties': {'': {'type': 'null'}}}}}}",
          "/a~1b~0c/1/: must be of type null (type)",
          "{'a/b~c': [{}, {'': 1}]}");
    }
  }

  @Nested
  class Branches {

    @Test
    void allOfTellsTheBranchThatFails() {
      String schema = "{'allOf': [{'required': ['a']}, {'properties': {'a': {'minimum': 1}}}]}";
      allows(schema, "{'a': 1}");
      refuses(schema, "/a: must be at least 1 (minimum)", "{'a': 0}");
    }

    @Test
    void anyOfAndOneOf() {
      String any = "{'properties': {'a': {'anyOf': [{'type': 'null'}, {'minimum': 1}]}}}";
      allows(any, "{'a': null}", "{'a': 1}");
      refuses(any, "/a: must fit one of the contract's alternatives (anyOf)", "{'a': 0}");
      String one = "{'oneOf': [{'multipleOf': 2}, {'multipleOf': 3}]}";
      allows(one, "2", "3");
      refuses(
          one, "its root: must fit exactly one of the contract's alternatives (oneOf)", "6", "1");
    }

    @Test
    void not() {
      allows("{'not': {'type': 'null'}}", "1");
      refuses(
          "{'not': {'type': 'null'}}",
          "its root: must not fit what the contract excludes (not)",
          "null");
    }

    @Test
    void conditions() {
      String schema =
          """
          {'if': {'properties': {'kind': {'const': 'a'}}, 'required': ['kind']},
           'then': {'required': ['x']}, 'else': {'required': ['y']}}
          """;
      allows(schema, "{'kind': 'a', 'x': 1}", "{'kind': 'b', 'y': 1}", "{'y': 1}");
      refuses(schema, "its root: must have the member 'x' (required)", "{'kind': 'a', 'y': 1}");
      refuses(schema, "its root: must have the member 'y' (required)", "{'x': 1}");
      allows("{'then': false, 'else': false}", "1");
      allows("{'if': false, 'then': false}", "1");
    }

    @Test
    void dependentSchemas() {
      String schema = "{'dependentSchemas': {'a': {'properties': {'b': {'minimum': 0}}}}}";
      allows(schema, "{'b': -1}", "{'a': 1, 'b': 0}");
      refuses(schema, "/b: must be at least 0 (minimum)", "{'a': 1, 'b': -1}");
    }
  }

  @Nested
  class References {

    @Test
    void leadToPlacesInTheSchemaAlsoRecursively() {
      String tree =
          """
          {'$ref': '#/$defs/node', '$defs': {'node': {
             'type': 'object', 'required': ['value'],
             'properties': {'value': {'type': 'integer'},
                            'children': {'items': {'$ref': '#/$defs/node'}}}}}}
          """;
      allows(tree, "{'value': 1, 'children': [{'value': 2}, {'value': 3, 'children': []}]}");
      refuses(
          tree,
          "/children/0/children/1/value: must be of type integer (type)",
          "{'value': 1, 'children': [{'value': 2, 'children': [{'value': 3}, {'value': 'x'}]}]}");
      refuses(
          "{'properties': {'a': {'$ref': '#'}}, 'additionalProperties': false}",
          "/a/a/*: must not be there (false)",
          "{'a': {'a': {'b': 1}}}");
    }

    @Test
    void areWrittenInManyWays() {
      for (String reference :
          List.of("#/$defs/a~1b", "#/%24defs/a~1b", "urn:x:y#/$defs/a~1b", "#/allOf/0")) {
        refuses(
            """
            {'$id': 'urn:x:y', 'properties': {'c': {'$ref': '%s'}},
             'allOf': [{'maximum': 1}], '$defs': {'a/b': {'maximum': 1}}}
            """
                .formatted(reference),
            "/c: must be at most 1 (maximum)",
            "{'c': 2}");
      }
    }

    @Test
    void haveEffectBesideOtherWords() {
      String schema = "{'$ref': '#/$defs/a', 'maximum': 5, '$defs': {'a': {'minimum': 1}}}";
      allows(schema, "3");
      refuses(schema, "its root: must be at most 5 (maximum)", "6");
      refuses(schema, "its root: must be at least 1 (minimum)", "0");
    }
  }

  @Nested
  class Unevaluated {

    @Test
    void membersAreThoseThatNoBranchThatHoldsIsAbout() {
      String schema =
          """
          {'properties': {'a': true}, '$ref': '#/$defs/b',
           'anyOf': [{'properties': {'c': {'type': 'string'}}},
                     {'properties': {'d': {'type': 'string'}}}],
           'if': {'required': ['e'], 'properties': {'e': true}},
           'then': {'properties': {'f': true}},
           'dependentSchemas': {'a': {'properties': {'g': true}}},
           'unevaluatedProperties': false,
           '$defs': {'b': {'patternProperties': {'^b': true}}}}
          """;
      allows(schema, "{}", "{'a': 1, 'b1': 1, 'c': '', 'd': '', 'e': 1, 'f': 1, 'g': 1}");
      String violation = "/*: must not be there (false)";
      refuses(schema, violation, "{'z': 1}", "{'f': 1}", "{'g': 1}", "{'c': 1, 'd': ''}");
    }

    @Test
    void membersHaveTheirOwnSchema() {
      String schema =
          "{'allOf': [{'properties': {'a': true}}], 'unevaluatedProperties': {'minimum': 0}}";
      allows(schema, "{'a': -1, 'b': 0}");
      refuses(schema, "/*: must be at least 0 (minimum)", "{'b': -1}");
    }

    @Test
    void itemsAreThoseThatNothingIsAbout() {
      String schema =
          """
          {'prefixItems': [true], 'contains': {'type': 'string'}, 'minContains': 0,
           'oneOf': [{'prefixItems': [true, {'type': 'null'}]}, {'maxItems': 1}],
           'unevaluatedItems': false}
          """;
      allows(schema, "[1, null, 'a', 'b']");
      refuses(schema, "/2: must not be there (false)", "[1, null, 3, 'b']");
      refuses(
          "{'unevaluatedItems': {'minimum': 0}, 'not': {'items': true, 'maxItems': 0}}",
          "/0: must be at least 0 (minimum)",
          "[-1]");
    }
  }

  @Test
  void knowsItsIdAndVersion() {
    Contract contract = Contracts.of("{'$id': 'https://example.com/a#', 'version': '1.2.3-a.1+b'}");

    assertThat(contract.id()).contains("https://example.com/a");
    assertThat(contract.version()).isEqualTo("1.2.3-a.1+b");
    assertThat(contract.name()).isEqualTo("test.schema.json");
    assertThat(Contracts.of("{}").version()).isEqualTo("0.0.0");
    assertThat(Contracts.of("{}").id()).isEmpty();
    assertThat(Contract.unrestricted().check(Value.ofNull())).isEmpty();
  }
}
