package io.headwater.capture.normalize;

/** A set of global transaction ids; immutable. */
public sealed interface Gtids permits MariaDbGtids, MySqlGtids {

  /** The set with one more id. */
  Gtids with(String gtid);

  /** Whether all of them are in the other set. */
  boolean isWithin(Gtids other);

  /** What a replica would tell the server to go on behind them. */
  String position();

  /** The whole set. */
  String text();
}
