package io.headwater.capture.normalize;

/** How far a source's log was read: all transactions up to a place, and none behind it. */
public sealed interface SourcePosition permits LogPosition, BinlogPosition {

  /** Whether all that is before this position is also before the other one. */
  boolean isWithin(SourcePosition reached);

  /** The position in the database's own notation. */
  String text();
}
