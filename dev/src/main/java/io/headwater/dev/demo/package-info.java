/**
 * The demo: a shop's widgets in a database, traffic on them, and the expected resources.
 *
 * <p>In: connections to the demo database. Out: tables, transactions, and for every widget the
 * resource JSON that the pipeline must arrive at. Invariant: the same seed gives the same rows and
 * the same choices. On failure: SQL errors reach the caller or the traffic report, never a log
 * only.
 */
@NullMarked
package io.headwater.dev.demo;

import org.jspecify.annotations.NullMarked;
