package io.headwater.actors.produce;

import io.headwater.core.quarantine.Quarantine;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.ResourceKey;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** A quarantine that hands on what it is told. */
final class QuarantineInMemory implements Quarantine {

  private final Function<QuarantineRecord, CompletionStage<Void>> keeper;
  private final Consumer<ResourceKey> published;
  private final Set<String> subjects = ConcurrentHashMap.newKeySet();

  QuarantineInMemory(
      Function<QuarantineRecord, CompletionStage<Void>> keeper, Consumer<ResourceKey> published) {
    this.keeper = keeper;
    this.published = published;
  }

  QuarantineInMemory(Function<QuarantineRecord, CompletionStage<Void>> keeper) {
    this(keeper, resource -> {});
  }

  @Override
  public CompletionStage<Void> keep(QuarantineRecord refused) {
    subjects.add(refused.subject());
    return keeper.apply(refused);
  }

  @Override
  public CompletionStage<Void> published(String source, ResourceKey resource) {
    subjects.remove(resource.toString());
    published.accept(resource);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isWithheld(String source, ResourceKey resource) {
    return subjects.contains(resource.toString());
  }
}
