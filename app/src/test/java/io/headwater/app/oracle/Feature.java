package io.headwater.app.oracle;

import io.headwater.app.oracle.Action.Restart;
import io.headwater.app.oracle.Action.Transaction;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a run may hold of all that the mapping language and the fates of rows promise. */
enum Feature {
  LOGS_KEYS_ONLY(run -> run.shape().identity() == Identity.DEFAULT),
  LOGS_WHOLE_ROWS(run -> run.shape().identity() == Identity.FULL),
  CASCADES(run -> run.shape().foreignKeys()),
  COMPOSITE_ROOT_KEY(run -> run.shape().root().own().size() > 1),
  COMPOSITE_CHILD_KEY(anyEmbed(embed -> embed.key().size() > 1)),
  WHERE_OF_ROOT(anyRootFilter(filter -> !filter.where().isEmpty())),
  WHERE_OF_EMBED(anyEmbed(embed -> !embed.filter().where().isEmpty())),
  SOFT_DELETE_BY_COLUMN_OF_ROOT(anyRootFilter(filter -> filter.mark().isPresent())),
  SOFT_DELETE_BY_COLUMN_OF_EMBED(anyEmbed(embed -> embed.filter().mark().isPresent())),
  SOFT_DELETE_BY_CONDITIONS_OF_ROOT(anyRootFilter(filter -> !filter.deleted().isEmpty())),
  SOFT_DELETE_BY_CONDITIONS_OF_EMBED(anyEmbed(embed -> !embed.filter().deleted().isEmpty())),
  ONE(anyEmbed(embed -> embed.form() == EmbedForm.ONE && !embed.mayWithhold())),
  ONE_AMONG_SEVERAL(anyEmbed(embed -> embed.form() == EmbedForm.ONE && embed.mayWithhold())),
  LIST_OF_OBJECTS(anyEmbed(embed -> embed.form() == EmbedForm.OBJECTS)),
  LIST_OF_VALUES(anyEmbed(embed -> embed.form() == EmbedForm.VALUES)),
  MAP_OF_OBJECTS(anyEmbed(embed -> embed.form() == EmbedForm.NAMED_OBJECTS)),
  MAP_OF_VALUES(anyEmbed(embed -> embed.form() == EmbedForm.NAMED_VALUES)),
  MAP_BY_ANY_COLUMN(anyEmbed(embed -> embed.mapBy().isPresent() && embed.mayWithhold())),
  DESCENDING(anyEmbed(embed -> embed.orderBy().stream().anyMatch(Order::descending))),
  SEVERAL_ORDER_COLUMNS(anyEmbed(embed -> embed.orderBy().size() > 1)),
  RENAME(
      anyField(
          field ->
              field.content() instanceof Content.OfColumn column
                  && !column.column().equals(field.member()))),
  CONSTANT(anyField(field -> field.content() instanceof Content.Constant)),
  TEMPLATE(anyField(field -> field.content() instanceof Content.Template)),
  FIRST_OF(anyField(field -> field.content() instanceof Content.FirstOf)),
  TABLE_TWICE_BY_CONDITIONS(
      anyResource(
          resource ->
              resource.embeds().stream()
                      .map(embed -> List.of(embed.part(), embed.join()))
                      .distinct()
                      .count()
                  < resource.embeds().size())),
  TABLE_TWICE_BY_COLUMNS(
      anyResource(
          resource ->
              resource.embeds().stream()
                  .anyMatch(
                      embed ->
                          !embed.part().equals(resource.root())
                              && embed.join().equals(embed.part().secondOwner())))),
  OWN_CHILD(
      anyResource(
          resource ->
              resource.embeds().stream().anyMatch(embed -> embed.part().equals(resource.root())))),
  ROOT_OF_TWO_TYPES(
      run ->
          run.shape().resources().size() > 1
              && run.shape().resources().get(1).root().equals(run.shape().root())),
  PART_AND_ROOT(
      run ->
          run.shape().resources().size() > 1
              && !run.shape().resources().get(1).root().equals(run.shape().root())),
  TRUNCATE_ROOT(anyTruncate(truncate -> truncate.parts().contains(Shape.ROOT))),
  TRUNCATE_CHILD(anyTruncate(truncate -> !truncate.parts().contains(Shape.ROOT))),
  TRUNCATE_CASCADE(anyTruncate(Step.Truncate::cascade)),
  TRUNCATE_SEVERAL(anyTruncate(truncate -> truncate.parts().size() > 1)),
  TRUNCATE_AMONG_OTHERS(
      run ->
          transactions(run)
              .anyMatch(
                  it ->
                      it.steps().size() > 2
                          && steps(it).anyMatch(Step.Truncate.class::isInstance))),
  PARTS(run -> run.partLimit().isPresent()),
  NEW_SNAPSHOT(anyRestart(Restart.Kind.PIPELINE_WITHOUT_POSITION)),
  NEW_DATA(anyRestart(Restart.Kind.PIPELINE_WITHOUT_DATA)),
  RESTART(anyRestart(Restart.Kind.PIPELINE)),
  NEW_ENGINE(anyRestart(Restart.Kind.ENGINE));

  private final Predicate<Run> test;

  Feature(Predicate<Run> test) {
    this.test = test;
  }

  boolean isIn(Run run) {
    return test.test(run);
  }

  private static Predicate<Run> anyResource(Predicate<Resource> test) {
    return run -> run.shape().resources().stream().anyMatch(test);
  }

  private static Predicate<Run> anyRootFilter(Predicate<Filter> test) {
    return anyResource(resource -> test.test(resource.filter()));
  }

  private static Predicate<Run> anyEmbed(Predicate<Embed> test) {
    return anyResource(resource -> resource.embeds().stream().anyMatch(test));
  }

  private static Predicate<Run> anyField(Predicate<Field> test) {
    return anyResource(
        resource ->
            Stream.concat(
                    resource.fields().stream(),
                    resource.embeds().stream().flatMap(embed -> embed.fields().stream()))
                .anyMatch(test));
  }

  private static Predicate<Run> anyRestart(Restart.Kind kind) {
    return run ->
        run.actions().stream()
            .anyMatch(action -> action instanceof Restart restart && restart.kind() == kind);
  }

  private static Predicate<Run> anyTruncate(Predicate<Step.Truncate> test) {
    return run ->
        transactions(run)
            .flatMap(Feature::steps)
            .anyMatch(step -> step instanceof Step.Truncate truncate && test.test(truncate));
  }

  /** The transactions that are committed, unless they break a constraint. */
  private static Stream<Transaction> transactions(Run run) {
    return run.actions().stream()
        .flatMap(action -> action instanceof Transaction it ? Stream.of(it) : Stream.empty())
        .filter(transaction -> !transaction.rolledBack());
  }

  private static Stream<Step> steps(Transaction transaction) {
    return transaction.steps().stream();
  }
}
