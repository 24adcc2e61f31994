package io.headwater.bench;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.produce.ChangeRouter;
import io.headwater.core.produce.Decision;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceState;
import io.headwater.core.produce.RoutedChange;
import io.headwater.core.produce.RowChange;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One row's update, from the change event to the resource event: route, decide, render. */
@State(Scope.Benchmark)
public class ProduceBenchmark {

  /** The rows that the widget is made of. */
  @Param({"5", "500"})
  public int rows;

  private final ChangeEvent event = SampleWidget.colorUpdated();
  private final ChangeRouter router = new ChangeRouter(List.of(SampleWidget.mapping()));
  private final ResourceDecider decider = SampleWidget.decider();
  private ResourceState state = ResourceDecider.initial();

  /** Creates the widget. */
  @Setup
  public void create() {
    state = ResourceDecider.evolve(SampleWidget.created(decider, rows));
  }

  /** Routes and decides; the document changes, so it is rendered and digested. */
  @Benchmark
  public Decision routeDecideRender() {
    return decider.decide(
        SampleWidget.KEY,
        state,
        SampleWidget.change(
            1,
            router.route(event).changes().stream().<RowChange>map(RoutedChange::change).toList()));
  }
}
