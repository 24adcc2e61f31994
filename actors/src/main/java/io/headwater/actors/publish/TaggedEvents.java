package io.headwater.actors.publish;

import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.resource.ResourceKey;
import java.util.Set;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.WriteEventAdapter;

/**
 * Tags each event, so that {@link JournalPublisher} finds it. Bound to {@code ResourceEvent} in the
 * configuration of a journal plugin that does not publish by itself; Pekko creates it by its name.
 */
public final class TaggedEvents implements WriteEventAdapter {

  /** The tag of every event. */
  public static final String TAG = "headwater";

  /** What the column of a journal's table holds; one longer id would fail its whole batch. */
  private static final int MAX_PERSISTENCE_ID_CHARS = 255;

  private static final Set<String> TAGS = Set.of(TAG);

  @Override
  public String manifest(Object event) {
    return "";
  }

  /**
   * The event with its tag.
   *
   * @throws IllegalArgumentException when the resource's id is too long for such a journal
   */
  @Override
  public Object toJournal(Object event) {
    if (event instanceof ResourceEvent resourceEvent) {
      requireShortId(resourceEvent.header().resource());
    }
    return new Tagged(event, TAGS);
  }

  private static void requireShortId(ResourceKey resource) {
    int length = resource.type().name().length() + 1 + resource.id().text().length();
    if (length > MAX_PERSISTENCE_ID_CHARS) {
      throw new IllegalArgumentException(
          "type and id of a resource take %d characters, and this journal keeps %d (%s…); mend: use a shorter key in the mapping, or the Kafka journal"
              .formatted(length, MAX_PERSISTENCE_ID_CHARS, resource.toString().substring(0, 80)));
    }
  }
}
