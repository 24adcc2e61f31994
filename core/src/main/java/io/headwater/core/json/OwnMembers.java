package io.headwater.core.json;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object's members: a map that nobody changes, so that objects can share it without a copy. */
final class OwnMembers extends AbstractMap<String, Value> {

  private final Map<String, Value> members;

  /** Takes over a map that nobody else changes any more. */
  OwnMembers(Map<String, Value> members) {
    this.members = Collections.unmodifiableMap(members);
  }

  @Override
  public Set<Entry<String, Value>> entrySet() {
    return members.entrySet();
  }

  @Override
  public @Nullable Value get(Object name) {
    return members.get(name);
  }

  @Override
  public boolean containsKey(Object name) {
    return members.containsKey(name);
  }

  @Override
  public Set<String> keySet() {
    return members.keySet();
  }

  @Override
  public Collection<Value> values() {
    return members.values();
  }
}
