package io.headwater.replica;

/**
 * What the position table says of a consumer.
 *
 * @param generation of the last bootstrap that began; what is written gets it
 */
record Stored(String position, long generation) {}
