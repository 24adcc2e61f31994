package io.headwater.app.oracle;

import io.headwater.app.system.TopicLog;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what one resource type publishes and serves with the source. */
final class TypeCheck implements AutoCloseable {

  private final ResourceType type;
  private final Histories histories;
  private final TopicLog states;
  private final boolean parts;
  private final int end;

  /**
   * A check of one type.
   *
   * @param parts whether transactions may be applied in parts
   * @param end the place after the last action of the run
   */
  TypeCheck(
      Map<String, Object> kafka, ResourceType type, Histories histories, boolean parts, int end) {
    this.type = type;
    this.histories = histories;
    this.states = new TopicLog(kafka, Topics.state(type));
    this.parts = parts;
    this.end = end;
  }

  boolean hasPublished(String id) {
    return states.all().stream().anyMatch(entry -> entry.key().equals(id));
  }

  /** Where the records up to now are not the source's states up to now. */
  List<Difference> inFlight() {
    return TopicCheck.differences(histories, states.all(), parts, end);
  }

  /**
   * Where anything differs, when all is at rest.
   *
   * @param truth what the source has
   */
  List<Difference> atRest(TryNode node, Truth truth) {
    List<Difference> differences = new ArrayList<>();
    if (!truth.equals(histories.last())) {
      differences.add(
          new Difference(end, "the source", histories.last().toString(), truth.toString()));
    }
    List<Entry> entries = states.all();
    differences.addAll(TopicCheck.differences(histories, entries, parts, end));
    Set<String> ids = new TreeSet<>(histories.ids());
    differences.addAll(ViewCheck.differences(node.http(), type.name(), ids, entries, end));
    differences.addAll(HeldCheck.differences(node::held, type, entries, truth.withheld(), end));
    return differences;
  }

  @Override
  public void close() {
    states.close();
  }
}
