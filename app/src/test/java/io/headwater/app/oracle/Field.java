package io.headwater.app.oracle;

/** A member of a document that is a column's value. */
record Field(String member, String column) {}
