package io.headwater.app.settings;

/**
 * How much a setting allows in memory when it is left to the size of the heap.
 *
 * @param divisor the part of the heap that it may take, as one n-th
 * @param bytesEach what one takes
 * @param least the number in the smallest heap
 * @param most the number in the largest heap, as one can be far larger than assumed here
 */
record HeapShare(int divisor, int bytesEach, int least, int most) {

  /** The setting's value that leaves it to the heap. */
  static final String AUTO = "auto";

  /** A resource of a few rows with its actor. */
  private static final int RESOURCE_BYTES = 8 * 1024;

  /**
   * A character of a row that changes: in the command, in the resource's rows, in its document and
   * in the journal's records.
   */
  private static final int CHARACTER_BYTES = 4;

  static final HeapShare ACTIVE_ENTITIES = new HeapShare(4, RESOURCE_BYTES, 1_000, 100_000);

  /** A resource that changes is in memory, whether it is among the active ones or not. */
  static final HeapShare OPEN_CHANGES = new HeapShare(8, RESOURCE_BYTES, 1_000, 20_000);

  /** The same part of the heap, which few large rows fill as many small ones do. */
  static final HeapShare OPEN_CHARACTERS = new HeapShare(8, CHARACTER_BYTES, 1 << 20, 1 << 29);

  /** The number that fits into a heap of that size. */
  int fitting(long heapBytes) {
    return Math.clamp(heapBytes / divisor / bytesEach, least, most);
  }
}
