package io.headwater.core.resource;

/** A resource instance: its type and its id; prints as {@code widget/42}. */
public record ResourceKey(ResourceType type, ResourceId id) {

  @Override
  public String toString() {
    return type + "/" + id;
  }
}
