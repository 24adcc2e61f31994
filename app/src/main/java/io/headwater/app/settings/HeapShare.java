package io.headwater.app.settings;

/**
 * How many resources a setting allows in memory when it is left to the size of the heap.
 *
 * @param divisor the part of the heap that they may take, as one n-th
 * @param least the number in the smallest heap
 * @param most the number in the largest heap, as a resource can be far larger than assumed here
 */
record HeapShare(int divisor, int least, int most) {

  /** The setting's value that leaves it to the heap. */
  static final String AUTO = "auto";

  static final HeapShare ACTIVE_ENTITIES = new HeapShare(4, 1_000, 100_000);

  /** A resource that changes is in memory, whether it is among the active ones or not. */
  static final HeapShare OPEN_CHANGES = new HeapShare(8, 1_000, 20_000);

  /** A resource of a few rows with its actor. */
  private static final long BYTES_EACH = 8 * 1024;

  /** The number that fits into a heap of that size. */
  int fitting(long heapBytes) {
    return Math.clamp(heapBytes / divisor / BYTES_EACH, least, most);
  }
}
