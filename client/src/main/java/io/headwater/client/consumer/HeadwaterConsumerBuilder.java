package io.headwater.client.consumer;

import io.headwater.client.consume.StateFollower;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sets a {@link HeadwaterConsumer} up: providers, stream and sink have to be given. */
public final class HeadwaterConsumerBuilder {

  private final String type;
  private HttpProvider.Followed followed = HttpProvider.Followed.VIEW;
  private List<URI> providers = List.of();
  private @Nullable Function<ConsumerParts, StateSource.Opener> stream;
  private @Nullable StateSink sink;
  private ConsumerSettings settings = ConsumerSettings.defaults();

  HeadwaterConsumerBuilder(String type) {
    if (type.isBlank()) {
      throw new IllegalArgumentException("Name the resource type to consume");
    }
    this.type = type;
  }

  /** The addresses of providers: the first is asked until it fails, then the next, and so on. */
  public HeadwaterConsumerBuilder bootstrapFrom(URI... addresses) {
    providers = List.of(addresses);
    return this;
  }

  /**
   * Follows the state topic.
   *
   * @param kafkaSettings consumer settings, at least {@code bootstrap.servers}; isolation, offset
   *     reset, auto-commit and deserializers are overridden
   * @throws IllegalArgumentException when a setting is none, or an address is not a host and a port
   */
  public HeadwaterConsumerBuilder followKafka(Map<String, Object> kafkaSettings) {
    Map<String, Object> own = Map.copyOf(kafkaSettings);
    StateFollower.requireValid(own);
    stream = parts -> new KafkaStream(own, parts.settings());
    followed = HttpProvider.Followed.TOPIC;
    return this;
  }

  /** Follows the providers' tail, for a consumer that does not reach the brokers. */
  public HeadwaterConsumerBuilder followHttp() {
    stream = HttpSource::opener;
    followed = HttpProvider.Followed.VIEW;
    return this;
  }

  /** Keeps that sink; it is closed with the consumer. */
  public HeadwaterConsumerBuilder into(StateSink target) {
    sink = target;
    return this;
  }

  /** Calls that handler for each change, and keeps the position in that store. */
  public HeadwaterConsumerBuilder handle(ResourceHandler handler, PositionStore store) {
    return into(new HandlerSink(handler, store));
  }

  /** Other limits than {@link ConsumerSettings#defaults}. */
  public HeadwaterConsumerBuilder settings(ConsumerSettings limits) {
    settings = limits;
    return this;
  }

  /**
   * Starts it, and returns at once.
   *
   * @throws IllegalStateException when providers, stream or sink were not given
   * @throws IllegalArgumentException when an address is none
   */
  public HeadwaterConsumer start() {
    Function<ConsumerParts, StateSource.Opener> opener = stream;
    StateSink target = sink;
    if (providers.isEmpty() || opener == null || target == null) {
      throw new IllegalStateException(
          "Say where to bootstrap from, what to follow and where to put it: bootstrapFrom,"
              + " followKafka or followHttp, and into or handle");
    }
    InterruptGate gate = new InterruptGate();
    ConsumerStatus status = new ConsumerStatus(type);
    Providers asked =
        new Providers(
            providers.stream()
                .map(
                    address ->
                        (Provider) new HttpProvider(address, settings.stallLimit(), followed))
                .toList());
    ConsumerParts parts =
        new ConsumerParts(
            type,
            settings,
            new SinkCalls(target),
            asked,
            lease(asked, gate),
            new CircuitBreaker(settings.circuitFailures()),
            gate,
            status);
    ConsumerLoop loop =
        new ConsumerLoop(
            parts,
            new DownloadPhase(parts, () -> new ParallelDownloads(settings)),
            new FollowPhase(parts, opener.apply(parts)));
    return new HeadwaterConsumer(type, loop, status, gate).start();
  }

  // A lease does not reach into Kafka.
  private Optional<BootstrapLease> lease(Providers asked, Waits waits) {
    return switch (followed) {
      case VIEW -> Optional.of(new BootstrapLease(type, settings, asked, waits));
      case TOPIC -> Optional.empty();
    };
  }
}
