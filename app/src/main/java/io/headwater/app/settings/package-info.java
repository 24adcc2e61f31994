/**
 * Reads everything a user writes: application.conf, mapping files, contract schemas, connector
 * settings.
 *
 * <p>In: files and the environment, read once at start. Out: settings records, resource mappings,
 * connector settings. Invariant: nothing else sees configuration text, and no secret appears in a
 * problem or a {@code toString}. On failure: reading goes on, so every problem is reported at once
 * with its file, line and mend.
 */
@NullMarked
package io.headwater.app.settings;

import org.jspecify.annotations.NullMarked;
