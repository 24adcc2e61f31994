/**
 * What the normalizers of raw topics share: reading a record's members, its times and its key.
 *
 * <p>In: records of other systems, as JSON. Out: change events, or reasons. Invariant: total, and a
 * reason is one of a fixed set, apart from a byte's number, so that it quotes no value and can be
 * counted. On failure: {@link io.headwater.capture.normalize.raw.RefusedRecordException}, which
 * {@link io.headwater.capture.normalize.raw.JsonRecords} turns into an outcome.
 */
@NullMarked
package io.headwater.capture.normalize.raw;

import org.jspecify.annotations.NullMarked;
