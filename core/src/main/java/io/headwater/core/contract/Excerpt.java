package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.List;

/**
 * A list or an object of which a document holds only some items or members, because the others were
 * in a document that kept to the contract.
 *
 * @param value the value that stands in the document, told by identity
 * @param size how many items or members there are in all
 * @param places the places, from 0, that the items of the value have among all; empty for an object
 */
public record Excerpt(Value value, int size, List<Integer> places) {

  public Excerpt {
    places = List.copyOf(places);
  }
}
