package io.headwater.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that cannot be checked is refused, with its place and a mend. */
class ContractFaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          minimum              | 'x'                 | 'minimum' is not a number
          maximum              | null                | 'maximum' is not a number
          exclusiveMinimum     | true                | 'exclusiveMinimum' is not a number
          exclusiveMaximum     | []                  | 'exclusiveMaximum' is not a number
          multipleOf           | 0                   | 'multipleOf' is not above 0
          multipleOf           | -2                  | 'multipleOf' is not above 0
          minLength            | -1                  | 'minLength' is not an integer from 0
          maxLength            | 1.5                 | 'maxLength' is not an integer from 0
          pattern              | 7                   | 'pattern' is not a text
          minItems             | '1'                 | 'minItems' is not an integer from 0
          maxItems             | {}                  | 'maxItems' is not an integer from 0
          uniqueItems          | 1                   | 'uniqueItems' is not true or false
          minContains          | 'x'                 | 'minContains' is not an integer from 0
          items                | [{}]                | 'items' is an array, as in earlier versions of JSON Schema
          prefixItems          | {}                  | 'prefixItems' is not an array
          contains             | 3                   | 'contains' is not a schema: it is neither an object nor a boolean
          minProperties        | null                | 'minProperties' is not an integer from 0
          required             | 'a'                 | 'required' is not an array of texts
          required             | [1]                 | 'required' is not an array of texts
          properties           | []                  | 'properties' is not an object
          patternProperties    | true                | 'patternProperties' is not an object
          additionalProperties | 'no'                | 'additionalProperties' is not a schema: it is neither an object nor a boolean
          propertyNames        | []                  | 'propertyNames' is not a schema: it is neither an object nor a boolean
          dependentRequired    | []                  | 'dependentRequired' is not an object
          dependentSchemas     | 1                   | 'dependentSchemas' is not an object
          type                 | 'text'              | there is no type 'text'
          type                 | []                  | 'type' names no type
          type                 | 7                   | 'type' is not the name of a type
          enum                 | 'a'                 | 'enum' is not an array
          allOf                | []                  | 'allOf' is not an array of one schema or more
          anyOf                | {}                  | 'anyOf' is not an array
          not                  | null                | 'not' is not a schema: it is neither an object nor a boolean
          $defs                | []                  | '$defs' is not an object
          $ref                 | 7                   | '$ref' is not a text
          $ref                 | 'https://x.y/z'     | '$ref' leads out of this file, and others are not read
          $ref                 | 'other.json#/a'     | '$ref' leads out of this file, and others are not read
          $ref                 | '#anchor'           | '$ref' is not a JSON Pointer
          $ref                 | '#/%zz'             | '$ref' is not a JSON Pointer
          $ref                 | '#/$defs/none'      | '$ref' leads to #/$defs/none, which is not in this file
          $dynamicRef          | '#a'                | '$dynamicRef' cannot be checked
          dependencies         | {}                  | 'dependencies' cannot be checked
          additionalItems      | false               | 'additionalItems' cannot be checked
          """)
  void aWordWithAnotherValueIsRefused(String word, String value, String what) {
    assertThat(Contracts.faults("{'%s': %s}".formatted(word, value)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).containsExactly(word);
              assertThat(fault.what()).isEqualTo(what);
              assertThat(fault.mend()).isNotBlank();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[]", "\\\\Z", "\\\\h", "[a", "\\\\u{1F600}", "*a"})
  void aPatternThatJavaCannotHonourIsRefused(String pattern) {
    assertThat(Contracts.faults("{'properties': {'a': {'pattern': '%s'}}}".formatted(pattern)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).containsExactly("properties", "a", "pattern");
              assertThat(fault.what()).startsWith("the pattern cannot be used: ");
            });
    assertThat(Contracts.faults("{'patternProperties': {'%s': true}}".formatted(pattern)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.path()).startsWith("patternProperties").hasSize(2));
  }

  @Test
  void everyPlaceIsLookedAtAlsoWhatNothingRefersTo() {
    assertThat(
            Contracts.faults(
                """
                {'properties': {'a': {'items': {'minimum': 'x'}}},
                 'anyOf': [true, {'type': 'text'}], 'dependentRequired': {'b': [1]},
                 '$defs': {'c': {'if': {'maxLength': null}}, 'd': 7}, 'version': '1', '$id': 'x'}
                """))
        .extracting(ContractFault::path)
        .containsExactlyInAnyOrder(
            List.of("properties", "a", "items", "minimum"),
            List.of("anyOf", "1", "type"),
            List.of("dependentRequired", "b"),
            List.of("$defs", "c", "if", "maxLength"),
            List.of("$defs", "d"),
            List.of("version"),
            List.of("$id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref': '#'}",
        "{'properties': {'a': {'$ref': '#/properties/a'}}}",
        "{'anyOf': [{'$ref': '#/$defs/a'}], '$defs': {'a': {'not': {'$ref': '#'}}}}",
        "{'$defs': {'a': {'if': {'$ref': '#/$defs/b'}}, 'b': {'$ref': '#/$defs/a'}}}",
        "{'dependentSchemas': {'a': {'$ref': '#'}}}"
      })
  void aSchemaThatNeverEndsIsRefused(String schema) {
    assertThat(Contracts.faults(schema))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("leads back to itself"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'1'", "'1.0'", "'v1.0.0'", "'01.0.0'", "'1.0.0-'", "'1.0.0-01'", "1.0", "null"})
  void aVersionThatIsNotSemanticIsRefused(String version) {
    assertThat(Contracts.faults("{'version': %s}".formatted(version)))
        .containsExactly(
            new ContractFault(
                List.of("version"),
                "'version' is not a semantic version",
                "write major.minor.patch, such as \"version\": \"1.0.0\""));
  }

  @Test
  void anIdMustBeAbsoluteAndStandAtTheRoot() {
    assertThat(Contracts.faults("{'$id': 'widget.schema.json'}"))
        .extracting(ContractFault::what)
        .containsExactly("'$id' is not an absolute URI");
    assertThat(Contracts.faults("{'$defs': {'a': {'$id': 'urn:a'}}}"))
        .extracting(ContractFault::what)
        .containsExactly("'$id' within a schema starts another one, which cannot be checked");
    assertThat(Contracts.faults("{'properties': {'$id': {}, 'version': {}, '$ref': {}}}"))
        .isEmpty();
  }

  @Test
  void whatIsNoSchemaIsRefused() {
    assertThat(Contracts.faults("[]"))
        .containsExactly(
            new ContractFault(
                List.of(),
                "the schema is neither an object nor a boolean",
                "write a schema, such as {\"type\": \"string\"}"));
  }
}
