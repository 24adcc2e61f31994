package io.headwater.bench;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The change log's JSON of one update, written and read. */
@State(Scope.Benchmark)
public class ChangeLogCodecBenchmark {

  private final ChangeEvent event = SampleWidget.quantityUpdated();
  private final byte[] json = ChangeLogCodec.encode(event);

  /** Writes the record. */
  @Benchmark
  public byte[] encode() {
    return ChangeLogCodec.encode(event);
  }

  /** Reads the record. */
  @Benchmark
  public ChangeLogRecord decode() {
    return ChangeLogCodec.decode(json);
  }
}
