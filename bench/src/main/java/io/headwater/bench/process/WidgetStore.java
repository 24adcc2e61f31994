package io.headwater.bench.process;

/**
 * The states that every way of reading brings.
 *
 * @param states their number
 * @param bytes their JSON as lines, a line feed behind each
 */
record WidgetStore(int states, long bytes) {

  /** The created widgets from 1 on. */
  static WidgetStore of(int widgets) {
    long bytes = 0;
    for (int widget = 1; widget <= widgets; widget++) {
      bytes += WidgetStates.created(widget).length + 1;
    }
    return new WidgetStore(widgets, bytes);
  }
}
