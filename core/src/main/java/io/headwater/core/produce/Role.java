package io.headwater.core.produce;

import io.headwater.core.resource.ResourceType;

/**
 * The role that a table plays in the resources of a type; a table may play several.
 *
 * @param type the type of the resources
 * @param relation the relation's name, see {@link ResourceMapping.Relation#name()}
 */
public record Role(ResourceType type, String relation) {

  @Override
  public String toString() {
    return type + "." + relation;
  }
}
