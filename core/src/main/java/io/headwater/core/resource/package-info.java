/**
 * Words every stage shares: what a resource is called, where it lives, which row it stands for.
 *
 * <p>Invariant: the text of a resource id alone decides its partition, here and in every Kafka
 * client.
 */
@NullMarked
package io.headwater.core.resource;

import org.jspecify.annotations.NullMarked;
