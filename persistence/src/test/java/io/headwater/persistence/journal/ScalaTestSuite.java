package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.scalatest.Args;
import org.scalatest.Status;
import org.scalatest.Suite;
import org.scalatest.events.Event;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestCanceled;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestIgnored;
import org.scalatest.events.TestPending;
import org.scalatest.events.TestSucceeded;
import scala.Option;
import scala.jdk.javaapi.OptionConverters;

/** Runs a ScalaTest suite as a whole and reports each of its tests as one of JUnit's. */
final class ScalaTestSuite {

  /** By name, in the order in which they ended: why a test did not succeed, or empty. */
  private final Map<String, Optional<Throwable>> outcomes =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private ScalaTestSuite() {}

  /** Runs a suite, which must have so many tests; one that was left out has not succeeded. */
  static Stream<DynamicTest> run(Suite suite, int expectedTests) {
    ScalaTestSuite running = new ScalaTestSuite();
    Status status =
        suite.run(
            Option.empty(),
            new Args(
                running::record,
                Args.$lessinit$greater$default$2(),
                Args.$lessinit$greater$default$3(),
                Args.$lessinit$greater$default$4(),
                Args.$lessinit$greater$default$5(),
                Args.$lessinit$greater$default$6(),
                Args.$lessinit$greater$default$7(),
                false,
                Args.$lessinit$greater$default$9(),
                Args.$lessinit$greater$default$10()));
    status.waitUntilCompleted();
    assertThat(running.outcomes).as("tests of %s", suite.suiteName()).hasSize(expectedTests);
    return Stream.concat(
        running.outcomes.entrySet().stream()
            .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> check(one.getValue()))),
        Stream.of(
            DynamicTest.dynamicTest(
                "the suite as a whole succeeds", () -> assertThat(status.succeeds()).isTrue())));
  }

  private void record(Event event) {
    if (event instanceof TestSucceeded succeeded) {
      outcomes.put(succeeded.testName(), Optional.empty());
    } else if (event instanceof TestFailed failed) {
      outcomes.put(failed.testName(), Optional.of(cause(failed.throwable(), failed.message())));
    } else if (event instanceof TestCanceled canceled) {
      outcomes.put(
          canceled.testName(), Optional.of(cause(canceled.throwable(), "the test was canceled")));
    } else if (event instanceof TestIgnored ignored) {
      outcomes.put(
          ignored.testName(), Optional.of(new AssertionFailedError("the test was ignored")));
    } else if (event instanceof TestPending pending) {
      outcomes.put(pending.testName(), Optional.of(new AssertionFailedError("the test pends")));
    } else if (event instanceof SuiteAborted aborted) {
      outcomes.put("the suite runs", Optional.of(cause(aborted.throwable(), aborted.message())));
    }
  }

  private static Throwable cause(Option<Throwable> thrown, String otherwise) {
    return OptionConverters.toJava(thrown).orElseGet(() -> new AssertionFailedError(otherwise));
  }

  private static void check(Optional<Throwable> failure) throws Throwable {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
