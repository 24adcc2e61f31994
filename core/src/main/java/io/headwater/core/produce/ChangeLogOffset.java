package io.headwater.core.produce;

/** A place in the change log: the partition ({@code topic-partition}) and the offset in it. */
public record ChangeLogOffset(String partition, long offset) {}
