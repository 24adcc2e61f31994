package io.headwater.client.bootstrap;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a complete and verified bootstrap said about the stream that follows it.
 *
 * @param type the resource type
 * @param topic the state topic to follow
 * @param epoch names the incarnation of the stream; positions of another epoch mean nothing
 * @param positions per partition, the next offset to consume
 * @param count the number of states
 */
public record BootstrapResult(
    String type, String topic, String epoch, SortedMap<Integer, Long> positions, long count) {

  /** Keeps its own unmodifiable copy of the positions. */
  public BootstrapResult {
    positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
  }
}
