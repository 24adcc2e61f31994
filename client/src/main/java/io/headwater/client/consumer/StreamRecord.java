package io.headwater.client.consumer;

/** One record of the stream and its place there. */
record StreamRecord(int partition, long offset, StateChange change) {}
