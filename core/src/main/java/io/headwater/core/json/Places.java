package io.headwater.core.json;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Goes through what stands at the places 0 to size - 1; removes nothing. */
abstract class Places<T> implements Iterator<T> {

  private final int size;
  private int next;

  Places(int size) {
    this.size = size;
  }

  abstract T at(int place);

  @Override
  public final boolean hasNext() {
    return next < size;
  }

  @Override
  public final T next() {
    if (next == size) {
      throw new NoSuchElementException();
    }
    return at(next++);
  }
}
