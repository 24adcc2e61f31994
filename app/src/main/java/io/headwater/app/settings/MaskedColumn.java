package io.headwater.app.settings;

import io.headwater.core.normalize.Mask;

/**
 * What a mapping file says of a column.
 *
 * @param line the line of the mapping file
 */
public record MaskedColumn(Mask mask, int line) {}
