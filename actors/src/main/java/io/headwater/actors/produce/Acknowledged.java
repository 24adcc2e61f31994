package io.headwater.actors.produce;

/** All up to and with that offset of a change log partition is accounted for. */
record Acknowledged(int partition, long offset) {}
