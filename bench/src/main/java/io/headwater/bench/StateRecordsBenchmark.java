package io.headwater.bench;

import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.publish.StateRecord;
import io.headwater.core.publish.StateRecords;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The state record of a widget of five rows, with its headers. */
@State(Scope.Benchmark)
public class StateRecordsBenchmark {

  private static final int ROWS = 5;

  private final ResourceEvent event =
      SampleWidget.created(
          new ResourceDecider(
              SampleWidget.mapping(), SampleWidget.contract(), SampleWidget.MAX_DOCUMENT_BYTES),
          ROWS);

  private final StateRecords records =
      new StateRecords(Map.of(SampleWidget.KEY.type(), SampleWidget.contract()));

  /** Makes the record. */
  @Benchmark
  public List<StateRecord> stateRecord() {
    return records.of(event);
  }
}
