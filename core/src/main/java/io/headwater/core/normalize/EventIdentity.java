package io.headwater.core.normalize;

/**
 * What tells one change of a source from all others: two records with the same identity, table and
 * key are the same change, sent twice.
 *
 * @param text the source's own words for it, such as its position and the number within it; stable
 *     over restarts of whatever sends it
 */
public record EventIdentity(String text) {}
