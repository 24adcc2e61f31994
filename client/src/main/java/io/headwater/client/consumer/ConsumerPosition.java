package io.headwater.client.consumer;

import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.consumer.PartitionPosition.Downloaded;
import io.headwater.client.consumer.PartitionPosition.Downloading;
import io.headwater.client.consumer.PartitionPosition.NotBegun;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything a consumer remembers: it is kept by the sink, together with what it stands for.
 *
 * @param generation names the last bootstrap
 * @param complete whether that bootstrap was completed at the sink
 * @param stream what is followed; empty before the first state of the bootstrap
 * @param floors how new the sink's states may be from before the bootstrap
 * @param partitions how far each partition is
 */
record ConsumerPosition(
    long generation,
    boolean complete,
    Optional<Stream> stream,
    Floors floors,
    SortedMap<Integer, PartitionPosition> partitions) {

  /**
   * What is followed.
   *
   * @param topic the state topic
   * @param tombstonesMs how long it keeps deletions; 0 when that is unknown
   */
  record Stream(String topic, String epoch, long tombstonesMs) {}

  ConsumerPosition {
    partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
  }

  /** A bootstrap of so many partitions, of which nothing has come. */
  static ConsumerPosition begin(long generation, Floors floors, int count) {
    SortedMap<Integer, PartitionPosition> partitions = new TreeMap<>();
    for (int partition = 0; partition < count; partition++) {
      partitions.put(partition, new NotBegun());
    }
    return new ConsumerPosition(generation, false, Optional.empty(), floors, partitions);
  }

  /** The id behind which the partition's download goes on. */
  Optional<String> after(int partition) {
    return switch (at(partition)) {
      case NotBegun ignored -> Optional.empty();
      case Downloading downloading -> downloading.after();
      case Downloaded ignored -> Optional.empty();
    };
  }

  boolean isDownloaded(int partition) {
    return at(partition) instanceof Downloaded;
  }

  boolean allDownloaded() {
    return partitions.keySet().stream().allMatch(this::isDownloaded);
  }

  /** Whether a download that begins like that belongs to what is there. */
  boolean continues(BootstrapHeader header) {
    return stream.map(Stream::epoch).orElse(header.epoch()).equals(header.epoch());
  }

  /** An answer of a provider has begun behind that id. */
  ConsumerPosition begun(int partition, Optional<String> after, BootstrapHeader header) {
    Stream found = new Stream(header.topic(), header.epoch(), header.tombstonesMs().orElse(0));
    Parts parts = at(partition) instanceof Downloading known ? known.parts() : Parts.NONE;
    long position = header.positions().getOrDefault(partition, 0L);
    return new ConsumerPosition(
            generation, complete, Optional.of(stream.orElse(found)), floors, partitions)
        .with(partition, new Downloading(after, parts.begin(after, position)));
  }

  /** Everything up to that id was applied. */
  ConsumerPosition applied(int partition, String lastKey) {
    return at(partition) instanceof Downloading known
        ? with(partition, new Downloading(Optional.of(lastKey), known.parts()))
        : this;
  }

  /** The partition's download is whole. */
  ConsumerPosition downloaded(int partition) {
    return at(partition) instanceof Downloading known
        ? with(
            partition,
            new Downloaded(known.parts().lowest(), known.parts().passed(known.parts().lowest())))
        : this;
  }

  boolean tooManyParts(int partition) {
    return at(partition) instanceof Downloading known && known.parts().tooMany();
  }

  /** The bootstrap was completed at the sink. */
  ConsumerPosition completed() {
    return new ConsumerPosition(generation, true, stream, Floors.NONE, partitions);
  }

  /** The stream was followed in that partition; offsets only grow. */
  ConsumerPosition followed(int partition, long next) {
    return at(partition) instanceof Downloaded known && known.next() < next
        ? with(partition, new Downloaded(next, known.parts().passed(next)))
        : this;
  }

  /** The stream was followed to those offsets. */
  ConsumerPosition followed(Map<Integer, Long> next) {
    ConsumerPosition position = this;
    for (Map.Entry<Integer, Long> one : next.entrySet()) {
      position = position.followed(one.getKey(), one.getValue());
    }
    return position;
  }

  /** Whether the download held what the stream says there. */
  boolean contains(int partition, String key, long offset) {
    return at(partition) instanceof Downloaded known && known.parts().contain(key, offset);
  }

  /** Per partition of which something is there, the next offset to consume. */
  SortedMap<Integer, Long> next() {
    SortedMap<Integer, Long> next = new TreeMap<>();
    partitions.forEach(
        (partition, at) -> {
          switch (at) {
            case NotBegun ignored -> {}
            case Downloading downloading -> next.put(partition, downloading.parts().lowest());
            case Downloaded downloaded -> next.put(partition, downloaded.next());
          }
        });
    return next;
  }

  /** The protocol's token for what is there; empty when nothing is. */
  Optional<String> token() {
    return stream.filter(known -> !next().isEmpty()).map(known -> token(known.epoch(), next()));
  }

  static String token(String epoch, Map<Integer, Long> next) {
    return epoch
        + next.entrySet().stream()
            .map(one -> "." + one.getKey() + "-" + one.getValue())
            .collect(Collectors.joining());
  }

  /** How new the sink's states may be. */
  Floors reached() {
    SortedMap<Integer, Long> reached = new TreeMap<>();
    partitions.forEach(
        (partition, at) -> {
          switch (at) {
            case NotBegun ignored -> {}
            case Downloading downloading -> reached.put(partition, downloading.parts().highest());
            case Downloaded downloaded ->
                reached.put(partition, Math.max(downloaded.next(), downloaded.parts().highest()));
          }
        });
    return floors.and(new Floors(stream.map(Stream::epoch).orElse(""), reached));
  }

  private PartitionPosition at(int partition) {
    PartitionPosition at = partitions.get(partition);
    return at == null ? new NotBegun() : at;
  }

  private ConsumerPosition with(int partition, PartitionPosition at) {
    SortedMap<Integer, PartitionPosition> changed = new TreeMap<>(partitions);
    changed.replace(partition, at);
    return new ConsumerPosition(generation, complete, stream, floors, changed);
  }
}
