package io.headwater.persistence.journal;

import java.util.Collection;
import java.util.List;

/** The claims of all writers, in one order that all see: who claims later comes first. */
interface Claims {

  /** Makes claims, one after the other; they are visible to all when this returns. */
  void claim(Collection<Claim> claims);

  /** Ends claims: their writers are fenced, or have nothing of the partition under way. */
  void release(Collection<Claim> claims);

  /** All claims that stand now, the latest last. */
  List<Claim> read();
}
