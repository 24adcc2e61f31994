package io.headwater.capture.normalize;

import io.headwater.core.normalize.MaskRules;
import io.headwater.core.resource.TableName;
import java.util.Optional;

/** The masks of one source with what they need to work. Immutable; never prints its key. */
public final class Masking {

  private static final Masking NONE = new Masking(MaskRules.none(), Optional.empty());

  private final MaskRules rules;
  private final Optional<KeyedHash> hash;
  private final Optional<Tokens> tokens;

  private Masking(MaskRules rules, Optional<MaskKey> key) {
    this.rules = rules;
    this.hash = key.map(KeyedHash::new);
    this.tokens = key.map(Tokens::new);
  }

  /** Nothing is masked. */
  public static Masking none() {
    return NONE;
  }

  /**
   * Masks as the rules say.
   *
   * @throws IllegalArgumentException when a rule needs a key and there is none
   */
  public static Masking of(MaskRules rules, Optional<MaskKey> key) {
    if (key.isEmpty() && rules.needKey()) {
      throw new IllegalArgumentException("hash and tokenize need a key");
    }
    return new Masking(rules, key);
  }

  /** Whether there is no mask at all. */
  boolean isNone() {
    return rules.isEmpty();
  }

  /** The masks of a table. */
  TableMasks of(TableName table) {
    return new TableMasks(rules.of(table), hash, tokens);
  }

  /** The rules, without the key. */
  @Override
  public String toString() {
    return "Masking" + rules.tables();
  }
}
