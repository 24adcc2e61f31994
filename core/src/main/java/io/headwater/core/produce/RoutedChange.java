package io.headwater.core.produce;

import io.headwater.core.resource.ResourceKey;

/** A row change and the resource that it concerns. */
public record RoutedChange(ResourceKey resource, RowChange.OfRow change) {}
