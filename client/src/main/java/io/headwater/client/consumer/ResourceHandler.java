package io.headwater.client.consumer;

/**
 * What is done for each change of a resource, when the target keeps no position.
 *
 * <p>Each change comes at least once, in its resource's order; the last ones before a failure come
 * again. Called by one thread at a time. What throws is called again.
 */
public interface ResourceHandler {

  /** The resource is there, and is that. */
  void upsert(StateChange.Upsert upsert) throws Exception;

  /** The resource is gone; it may never have been there. */
  void delete(StateChange.Delete delete) throws Exception;

  /**
   * All resources come again.
   *
   * @param generation names the bootstrap; larger than that of every one before
   */
  default void bootstrapStarted(long generation) throws Exception {}

  /** All came: a resource that was not upserted since the bootstrap started is gone. */
  default void bootstrapCompleted(long generation) throws Exception {}
}
