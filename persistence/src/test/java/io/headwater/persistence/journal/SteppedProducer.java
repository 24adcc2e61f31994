package io.headwater.persistence.journal;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real producer whose commits can be tampered with, one after the other. */
class SteppedProducer extends KafkaProducer<String, byte[]> {

  /** What happens instead of a commit. */
  interface Step {
    void commit(Runnable real) throws Exception;
  }

  private final Queue<Step> steps;

  /** A producer that takes these steps, then commits as any other. */
  SteppedProducer(Map<String, Object> properties, Queue<Step> steps) {
    super(properties, new StringSerializer(), new ByteArraySerializer());
    this.steps = steps;
  }

  static Queue<Step> steps(Step... steps) {
    return new ConcurrentLinkedQueue<>(List.of(steps));
  }

  @Override
  public void commitTransaction() {
    Step step = steps.poll();
    if (step == null) {
      super.commitTransaction();
      return;
    }
    try {
      step.commit(super::commitTransaction);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the test's step failed", e);
    }
  }
}
