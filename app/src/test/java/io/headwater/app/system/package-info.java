/**
 * Tests of the whole pipeline: a real PostgreSQL, a real Kafka, every stage.
 *
 * <p>Each class is named after the failure it survives or the promise it proves.
 */
@NullMarked
package io.headwater.app.system;

import org.jspecify.annotations.NullMarked;
