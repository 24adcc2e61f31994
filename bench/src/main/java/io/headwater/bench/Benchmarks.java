package io.headwater.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks, in half a minute unless JMH's own options ask for more. */
public final class Benchmarks {

  private static final int WARMUP_ITERATIONS = 2;
  private static final int MEASURED_ITERATIONS = 3;

  private Benchmarks() {}

  /**
   * Runs them and prints nanoseconds per operation.
   *
   * @param args JMH's options, which win over the defaults
   */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(args);
    ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
    if (given.getIncludes().isEmpty()) {
      options.include(Benchmarks.class.getPackageName().replace(".", "\\."));
    }
    if (!given.getForkCount().hasValue()) {
      options.forks(1);
    }
    if (!given.getWarmupIterations().hasValue()) {
      options.warmupIterations(WARMUP_ITERATIONS);
    }
    if (!given.getWarmupTime().hasValue()) {
      options.warmupTime(TimeValue.seconds(1));
    }
    if (!given.getMeasurementIterations().hasValue()) {
      options.measurementIterations(MEASURED_ITERATIONS);
    }
    if (!given.getMeasurementTime().hasValue()) {
      options.measurementTime(TimeValue.seconds(1));
    }
    if (given.getBenchModes().isEmpty()) {
      options.mode(Mode.AverageTime);
    }
    if (!given.getTimeUnit().hasValue()) {
      options.timeUnit(TimeUnit.NANOSECONDS);
    }
    new Runner(options.build()).run();
  }
}
