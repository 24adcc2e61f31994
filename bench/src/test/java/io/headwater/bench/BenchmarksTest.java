package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    // Another run on the same machine holds JMH's lock; nothing is measured here.
    System.setProperty("jmh.ignoreLock", "true");
    Options once =
        new OptionsBuilder()
            .include("io\\.headwater\\.bench\\.")
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    Collection<RunResult> results = new Runner(once).run();

    assertThat(results)
        .extracting(
            result ->
                result.getPrimaryResult().getLabel()
                    + (result.getParams().getParamsKeys().isEmpty()
                        ? ""
                        : " "
                            + result
                                .getParams()
                                .getParam(result.getParams().getParamsKeys().iterator().next())))
        .containsExactlyInAnyOrder(
            "check",
            "decode",
            "encode",
            "normalize aws-dms",
            "normalize debezium",
            "normalize debezium-with-schema",
            "normalize dynamodb-streams",
            "normalize gcp-datastream",
            "normalize maxwell",
            "routeDecideRender 5",
            "routeDecideRender 500",
            "stateRecord",
            "tokens aws-dms",
            "tokens debezium",
            "tokens debezium-with-schema",
            "tokens dynamodb-streams",
            "tokens gcp-datastream",
            "tokens maxwell");
    assertThat(results)
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }
}
