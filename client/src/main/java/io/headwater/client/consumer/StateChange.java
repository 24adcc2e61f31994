package io.headwater.client.consumer;

import io.headwater.client.bootstrap.JsonBytes;
import java.util.OptionalLong;

/** What a consumer is told of one resource. */
public sealed interface StateChange {

  /** The resource's id as text. */
  String key();

  /**
   * The resource's complete state.
   *
   * @param version higher than that of every state before it
   * @param bytes the whole state record, whose member {@code resource} is the document
   */
  record Upsert(String key, long version, JsonBytes bytes) implements StateChange {}

  /**
   * The resource is gone.
   *
   * @param version the version of its deletion; empty when only its tombstone is left, and over
   *     HTTP
   */
  record Delete(String key, OptionalLong version) implements StateChange {}
}
