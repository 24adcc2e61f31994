/**
 * The contract of a resource: which documents are right, by JSON Schema 2020-12.
 *
 * <p>In: a schema, once, and documents. Out: {@link io.headwater.core.contract.Violation}, at most
 * one for each document. Invariants: a rule of the schema is checked or the schema is refused; what
 * is told of a violation holds no value of the document.
 */
@NullMarked
package io.headwater.core.contract;

import org.jspecify.annotations.NullMarked;
