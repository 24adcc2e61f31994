package io.headwater.capture.capture.topics;

/**
 * The identities of the newest changes of one raw partition, by which a change that was sent again
 * is known.
 *
 * <p>It holds the last {@code size} identities at least, and twice as many at most: they are kept
 * in two halves, and when the younger is full the older goes. Identities are kept as hashes of 128
 * bits, so that two different ones are as good as never taken for the same. Not thread-safe.
 */
final class DuplicateWindow {

  private final int size;
  private HashSet128 younger;
  private HashSet128 older;

  DuplicateWindow(int size) {
    this.size = size;
    this.younger = new HashSet128();
    this.older = new HashSet128();
  }

  /** Adds what the parts say together; false when it was there already. */
  boolean add(String identity, String row) {
    Hash128 hash = new Hash128();
    hash.add(identity);
    hash.add(row);
    long high = hash.high();
    long low = hash.low();
    if (older.contains(high, low) || !younger.add(high, low)) {
      return false;
    }
    if (younger.count() >= size) {
      older = younger;
      younger = new HashSet128();
    }
    return true;
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

  /** A set of hashes that only grows; open addressing, half full at most. */
  private static final class HashSet128 {

    private static final int INITIAL_SLOTS = 256;

    private long[] slots = new long[2 * INITIAL_SLOTS];
    private int count;
    private boolean hasZero;

    int count() {
      return count;
    }

    boolean contains(long high, long low) {
      if ((high | low) == 0) {
        return hasZero;
      }
      int at = place(slots, high, low);
      return (slots[at] | slots[at + 1]) != 0;
    }

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
