package io.headwater.dev.demo;

/** The kinds of transactions the demo's traffic consists of, with their share of it. */
public enum DemoTransaction {
  /** Changes a widget and its dimensions. */
  UPDATE_WIDGET_AND_DIMENSIONS(30),
  /** Adds one or two colors to a widget, unless it has many. */
  ADD_COLORS(14),
  /** Gives a widget's oldest color to another widget. */
  MOVE_COLOR(8),
  /** Deletes a widget's oldest color. */
  DELETE_COLOR(18),
  /** Changes several widgets. */
  UPDATE_SEVERAL_WIDGETS(10),
  /** Deletes a widget; its rows in the other tables go with it. */
  DELETE_WIDGET(4),
  /** Creates a deleted widget again, with dimensions and colors. */
  RECREATE_WIDGET(4),
  /** Deletes a widget and creates it again in one transaction. */
  DELETE_AND_RECREATE(4),
  /** Updates a widget to the values it has. */
  NO_OP_UPDATE(4),
  /** Changes a widget in every table and rolls back. */
  ROLLED_BACK(4);

  private final int percent;

  DemoTransaction(int percent) {
    this.percent = percent;
  }

  /** Returns the kind for a draw from 0 to 99. */
  static DemoTransaction drawn(int draw) {
    int upTo = 0;
    for (DemoTransaction kind : values()) {
      upTo += kind.percent;
      if (draw < upTo) {
        return kind;
      }
    }
    throw new IllegalArgumentException("draw must be 0 to 99, not " + draw);
  }
}
