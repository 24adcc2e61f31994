package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/** Keeps the one {@link JournalRuntime} of an actor system; opened on first use. */
public final class KafkaJournalExtension extends AbstractExtensionId<KafkaJournalExtension.Holder> {

  /** The plugin's id, which is also the path of its configuration. */
  public static final String PLUGIN_ID = "headwater.persistence.journal";

  private static final KafkaJournalExtension ID = new KafkaJournalExtension();

  private KafkaJournalExtension() {}

  /** The system's journal; opens it, and so blocks, on first use. */
  public static JournalRuntime runtime(ActorSystem system) {
    return runtime(system, system.settings().config().getConfig(PLUGIN_ID));
  }

  static JournalRuntime runtime(ActorSystem system, Config config) {
    return ID.get(system).open(config);
  }

  @Override
  public Holder createExtension(ExtendedActorSystem system) {
    return new Holder(system);
  }

  /** Holds the journal of one actor system. */
  public static final class Holder implements Extension {

    private final ExtendedActorSystem system;
    private Optional<JournalRuntime> runtime = Optional.empty();

    private Holder(ExtendedActorSystem system) {
      this.system = system;
    }

    private synchronized JournalRuntime open(Config config) {
      if (runtime.isEmpty()) {
        MeterRegistry registry =
            system
                .settings()
                .setup()
                .get(MeterSetup.class)
                .map(MeterSetup::registry)
                .orElseGet(SimpleMeterRegistry::new);
        CommitObserver observer =
            system
                .settings()
                .setup()
                .get(CommitObserverSetup.class)
                .map(CommitObserverSetup::observer)
                .orElse(CommitObserver.NONE);
        JournalRuntime opened =
            new JournalRuntime(
                JournalSettings.from(config),
                new JournalRuntime.Surroundings(registry, observer, Membership.of(system)));
        runtime = Optional.of(opened);
        // After the last actor: none of them may touch the store once it is closed.
        system.registerOnTermination(opened::close);
      }
      return runtime.get();
    }
  }
}
