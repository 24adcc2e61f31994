package io.headwater.capture.normalize;

import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.resource.TableName;
import java.util.Optional;

/**
 * The rules of one source's columns with the key that some need. Immutable; never prints the key.
 */
public final class Masking {

  private static final Masking NONE = new Masking(ColumnRules.none(), Optional.empty());

  private final ColumnRules rules;
  private final Optional<KeyedHash> hash;
  private final Optional<Tokens> tokens;

  private Masking(ColumnRules rules, Optional<MaskKey> key) {
    this.rules = rules;
    this.hash = key.map(KeyedHash::new);
    this.tokens = key.map(Tokens::new);
  }

  /** No column has a rule. */
  public static Masking none() {
    return NONE;
  }

  /**
   * What becomes of columns as the rules say.
   *
   * @throws IllegalArgumentException when a rule needs a key and there is none
   */
  public static Masking of(ColumnRules rules, Optional<MaskKey> key) {
    if (key.isEmpty() && rules.needKey()) {
      throw new IllegalArgumentException("hash and tokenize need a key");
    }
    return new Masking(rules, key);
  }

  /**
   * Whether no column has a rule. Else nothing of the source may be kept as it came, not even what
   * was refused, as nobody knows which of its bytes are a column's.
   */
  public boolean isNone() {
    return rules.isEmpty();
  }

  /** The rules of a table. */
  TableRules of(TableName table) {
    return new TableRules(rules.of(table), hash, tokens);
  }

  /** The rules, without the key. */
  @Override
  public String toString() {
    return "Masking" + rules.tables();
  }
}
