package io.headwater.core.produce;

import io.headwater.core.json.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A resource's published document; equal by its JSON. Immutable. */
public final class Document {

  private static final int DIGEST_BYTES = 16;

  private final Bytes json;
  private final List<RowPlaces> places;

  /** A document of compact UTF-8 JSON in the mapping's member order. */
  public Document(Bytes json) {
    this(json, List.of());
  }

  /**
   * A rendered document.
   *
   * @param places where the rows of each embed stand in it, for the next rendering
   */
  Document(Bytes json, List<RowPlaces> places) {
    this.json = json;
    this.places = isPlaced(places) ? List.copyOf(places) : List.of();
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isPlaced(List<RowPlaces> places) {
    for (RowPlaces embed : places) {
      if (embed != RowPlaces.NONE) {
        return true;
      }
    }
    return false;
  }

  /** The compact UTF-8 JSON, in the mapping's member order. */
  public Bytes json() {
    return json;
  }

  /** Whether it is known where rows stand in it, so that the next rendering is cheaper with it. */
  public boolean isPlaced() {
    return !places.isEmpty();
  }

  RowPlaces places(int embed) {
    return places.isEmpty() ? RowPlaces.NONE : places.get(embed);
  }

  /** The first 128 bits of the SHA-256 of the JSON, in hexadecimal. */
  public String digest() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.array());
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document document && document.json.equals(json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
