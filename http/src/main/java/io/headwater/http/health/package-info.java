/**
 * Liveness, readiness and metrics.
 *
 * <p>In: readiness checks and a metrics text. Out: probes for an orchestrator, and Prometheus text.
 * Invariant: liveness depends on nothing but this process. On failure: a check that throws counts
 * as a reason not to be ready.
 */
@NullMarked
package io.headwater.http.health;

import org.jspecify.annotations.NullMarked;
