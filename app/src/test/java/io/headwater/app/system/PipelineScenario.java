package io.headwater.app.system;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline for each test, and the records of its state topic. */
abstract class PipelineScenario {

  static final int WIDGETS = 300;

  @TempDir Path folder;
  RunningPipeline pipeline;
  TopicLog states;

  /** Starts the pipeline and waits until it is live. */
  abstract RunningPipeline startPipeline() throws SQLException, IOException;

  @BeforeEach
  void start() throws SQLException, IOException {
    pipeline = startPipeline();
    states = pipeline.states();
  }

  @AfterEach
  void stop() {
    states.close();
    pipeline.close();
  }
}
