package io.headwater.capture.capture.topics;

/**
 * The identities of the newest changes of one raw partition, by which a change that was sent again
 * is known.
 *
 * <p>A connector repeats its changes in their order, from somewhere on up to its newest. Identities
 * go in the order in which they came, one for each that comes, so that such a repetition is known
 * from its first change to its last or, when it began before the window, not at all: then all of it
 * counts as new. Were a part of it known, a row could be left with a change that others had
 * followed. Identities are kept as hashes of 128 bits, so that two different ones are as good as
 * never taken for the same. Not thread-safe.
 */
final class DuplicateWindow {

  /** What a change takes at most: in the order, and in a set that has just grown. */
  static final int BYTES_OF_CHANGE = 2 * 16 + 4 * 16;

  private final int size;
  private int capacity;
  private HashSet128 known = new HashSet128();
  private HashQueue128 order = new HashQueue128();

  /** Whether all that came since the partition's beginning, or the last forgetting, is known. */
  private boolean isWhole;

  /** A window of so many changes. */
  DuplicateWindow(int size) {
    this.size = size;
    this.capacity = size;
  }

  /** Adds what the parts say together; false when it was there already. */
  boolean add(String identity, String row) {
    Hash128 hash = new Hash128();
    hash.add(identity);
    hash.add(row);
    long high = hash.high();
    long low = hash.low();
    if (!known.add(high, low)) {
      return false;
    }
    if (order.size() == capacity) {
      known.remove(order.firstHigh(), order.firstLow());
      order.removeFirst();
      isWhole = false;
    }
    order.add(high, low);
    return true;
  }

  /**
   * Forgets all, as a change without an identity came: when it is sent again, it is applied again,
   * and so must be what followed it.
   */
  void forget() {
    if (order.size() > 0) {
      known = new HashSet128();
      order = new HashQueue128();
    }
    capacity = size;
    isWhole = true;
  }

  /**
   * What was read again to fill the window ends here. What it lacks then cannot be told from what
   * is new, so it does not become larger unless nothing came before.
   *
   * @param fromBeginning whether it was read from the partition's first record on
   */
  void filled(boolean fromBeginning) {
    if (!isWhole && !fromBeginning) {
      capacity = Math.clamp(order.size(), 1, size);
    }
  }

  /** Two independent hashes of 64 bits, each an FNV-1a over the characters with a final mix. */
  private static final class Hash128 {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long OTHER_OFFSET = 0x9e3779b97f4a7c15L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long OTHER_PRIME = 0xff51afd7ed558ccdL;

    private long first = FNV_OFFSET;
    private long second = OTHER_OFFSET;

    void add(String text) {
      for (int i = 0; i < text.length(); i++) {
        add(text.charAt(i));
      }
      // No character: the border between two parts counts.
      add(Character.MAX_VALUE + 1);
    }

    private void add(int unit) {
      first = (first ^ unit) * FNV_PRIME;
      second = Long.rotateLeft((second ^ unit) * OTHER_PRIME, 31);
    }

    long high() {
      return mix(first);
    }

    long low() {
      return mix(second);
    }

    /** The finalizer of MurmurHash3. */
    private static long mix(long hash) {
      long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
      mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
      return mixed ^ (mixed >>> 33);
    }
  }

  /** Hashes in the order in which they came; a ring that grows. */
  private static final class HashQueue128 {

    private static final int INITIAL = 128;

    private long[] slots = new long[2 * INITIAL];
    private int first;
    private int size;

    int size() {
      return size;
    }

    long firstHigh() {
      return slots[first];
    }

    long firstLow() {
      return slots[first + 1];
    }

    void add(long high, long low) {
      if (2 * size == slots.length) {
        long[] grown = new long[Math.multiplyExact(slots.length, 2)];
        System.arraycopy(slots, first, grown, 0, slots.length - first);
        System.arraycopy(slots, 0, grown, slots.length - first, first);
        slots = grown;
        first = 0;
      }
      int at = (first + 2 * size) % slots.length;
      slots[at] = high;
      slots[at + 1] = low;
      size++;
    }

    void removeFirst() {
      first = (first + 2) % slots.length;
      size--;
    }
  }

  /** A set of hashes; open addressing, half full at most. */
  private static final class HashSet128 {

    private static final int INITIAL_SLOTS = 256;

    private long[] slots = new long[2 * INITIAL_SLOTS];
    private int count;
    private boolean hasZero;

    boolean add(long high, long low) {
      if ((high | low) == 0) {
        boolean isNew = !hasZero;
        hasZero = true;
        return isNew;
      }
      int at = place(slots, high, low);
      if ((slots[at] | slots[at + 1]) != 0) {
        return false;
      }
      slots[at] = high;
      slots[at + 1] = low;
      count++;
      if (count * 4 >= slots.length) {
        grow();
      }
      return true;
    }

    /** Removes one that is there, and moves those back that stand behind it for want of room. */
    void remove(long high, long low) {
      if ((high | low) == 0) {
        hasZero = false;
        return;
      }
      int mask = slots.length - 1;
      int free = place(slots, high, low);
      count--;
      int at = (free + 2) & mask;
      while ((slots[at] | slots[at + 1]) != 0) {
        int home = ((int) slots[at + 1] << 1) & mask;
        if (((at - home) & mask) >= ((at - free) & mask)) {
          slots[free] = slots[at];
          slots[free + 1] = slots[at + 1];
          free = at;
        }
        at = (at + 2) & mask;
      }
      slots[free] = 0;
      slots[free + 1] = 0;
    }

    /** The slot of that hash, or the free one where it belongs. */
    private static int place(long[] slots, long high, long low) {
      int mask = slots.length - 1;
      int at = ((int) low << 1) & mask;
      while ((slots[at] | slots[at + 1]) != 0 && (slots[at] != high || slots[at + 1] != low)) {
        at = (at + 2) & mask;
      }
      return at;
    }

    private void grow() {
      long[] former = slots;
      slots = new long[Math.multiplyExact(former.length, 2)];
      for (int i = 0; i < former.length; i += 2) {
        if ((former[i] | former[i + 1]) != 0) {
          int at = place(slots, former[i], former[i + 1]);
          slots[at] = former[i];
          slots[at + 1] = former[i + 1];
        }
      }
    }
  }
}
