package io.headwater.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.headwater.core.json.Value;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Another validator of JSON Schema comes to the same verdicts on random schemas and documents. */
class ContractPropertyTest {

  private static final int SEEDS = 3_000;
  private static final int DOCUMENTS = 12;

  private final SchemaRegistry other =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private int valid;
  private int violating;

  @Test
  void comesToTheVerdictsOfAnotherValidator() {
    Long one = Long.getLong("headwater.seed");
    for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
      compare(seed);
    }

    if (one == null) {
      // Else the schemas would say nothing.
      assertThat(valid).isGreaterThan(SEEDS);
      assertThat(violating).isGreaterThan(SEEDS);
    }
  }

  private void compare(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RandomSchemas schemas = new RandomSchemas(random);
    Value schema = schemas.schema();
    Contract contract =
        switch (Contract.compile("random", schema)) {
          case Compilation.Compiled compiled -> compiled.contract();
          case Compilation.Refused refused ->
              throw new AssertionError("seed " + seed + ": " + refused + " of " + schema.toJson());
        };
    Schema others = other.getSchema(schema.toJson(), InputFormat.JSON);
    for (int i = 0; i < DOCUMENTS; i++) {
      Value document = schemas.document();
      List<Error> there = others.validate(document.toJson(), InputFormat.JSON);
      boolean isValid = contract.check(document).isEmpty();
      assertThat(isValid)
          .as(
              "-Dheadwater.seed=%d: %s in %s; here: %s; there: %s",
              seed, document.toJson(), schema.toJson(), contract.check(document), there)
          .isEqualTo(there.isEmpty());
      if (isValid) {
        valid++;
      } else {
        violating++;
      }
    }
  }
}
