package io.headwater.bench;

import io.headwater.core.contract.Contract;
import io.headwater.core.contract.Violation;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceEvent;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The check of a document against its contract: a widget of five rows, which keeps to it. */
@State(Scope.Benchmark)
public class ContractBenchmark {

  private static final int ROWS = 5;

  private final Contract contract = SampleWidget.contract();
  private final Value.Obj document = document();

  private Value.Obj document() {
    ResourceDecider decider = SampleWidget.decider();
    if (SampleWidget.created(decider, ROWS) instanceof ResourceEvent.StateReplaced created) {
      return Json.readObject(created.document().orElseThrow().json().array());
    }
    throw new IllegalStateException("the widget is not published");
  }

  /** Checks every rule. */
  @Benchmark
  public Optional<Violation> check() {
    return contract.check(document);
  }
}
