package io.headwater.core.resource;

/** The names of the topics that Headwater owns; they are part of its contract. */
public final class Topics {

  /** Refused input of every stage, with its reason, until it is settled; compacted. */
  public static final String QUARANTINE = "headwater.quarantine";

  /** Wishes that refused input be tried again, until an engine has seen to them; compacted. */
  public static final String QUARANTINE_REQUESTS = "headwater.quarantine.requests";

  /** The engines' positions, keyed by source; compacted. */
  public static final String OFFSETS = "headwater.offsets";

  /** The journal of all resources, keyed by persistence id; compacted. */
  public static final String JOURNAL = "headwater.journal";

  /** Which node may write to which partition of the journal; compacted, one partition. */
  public static final String JOURNAL_OWNERS = "headwater.journal.owners";

  /** What consumers were promised to be remembered; compacted, one partition. */
  public static final String LEASES = "headwater.leases";

  private Topics() {}

  /** The change log of a source. */
  public static String changes(String source) {
    return "headwater.changes." + source;
  }

  /** How the tables of a source with a binary log were made and altered; kept for ever. */
  public static String schemaHistory(String source) {
    return "headwater.schema-history." + source;
  }

  /** The state topic of a resource type; compacted. */
  public static String state(ResourceType type) {
    return "headwater.state." + type.name();
  }
}
