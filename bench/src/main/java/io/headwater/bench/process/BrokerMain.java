package io.headwater.bench.process;

import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.io.IOException;
import java.io.OutputStream;

/** The broker's process: prints its address and ends when its input does. */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary())) {
      System.out.println(broker.bootstrapServers());
      System.out.flush();
      // The parent writes nothing: the end of the input is the end of the parent.
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    System.exit(0);
  }
}
