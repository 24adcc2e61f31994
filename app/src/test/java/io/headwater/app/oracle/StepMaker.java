package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes random steps on few keys, so that they meet. */
final class StepMaker {

  /** How many resources there may be, besides the last one that marks the end. */
  static final int ROOTS = 7;

  private static final int KEYS = 12;
  private static final int WEIGHTS =
      Arrays.stream(StepKind.values()).mapToInt(StepKind::weight).sum();

  private final Random random;
  private final Draw draw;
  private final Shape shape;

  StepMaker(Random random, Shape shape) {
    this.random = random;
    this.draw = new Draw(random);
    this.shape = shape;
  }

  /** One step or a few that belong together. */
  List<Step> steps() {
    int ticket = random.nextInt(WEIGHTS);
    for (StepKind kind : StepKind.values()) {
      ticket -= kind.weight();
      if (ticket < 0) {
        return kind.steps(this);
      }
    }
    throw new IllegalStateException("no kind of step has this ticket");
  }

  int root() {
    return random.nextInt(ROOTS);
  }

  int key() {
    return random.nextInt(KEYS);
  }

  boolean coin() {
    return random.nextBoolean();
  }

  Ref child() {
    int part = 1 + random.nextInt(shape.parts().size() - 1);
    // Where a row is addressed by its owner too, all keys would be too many to meet.
    int key = shape.part(part).ownedKey() ? random.nextInt(4) : key();
    return new Ref(part, root(), key);
  }

  Ref any() {
    return random.nextInt(3) == 0 ? Ref.root(root()) : child();
  }

  Step insert(Ref ref) {
    Part part = shape.part(ref.part());
    boolean mayBeNobodys =
        !part.owner().isEmpty() && part.columns(part.owner()).stream().allMatch(Column::nullable);
    return new Step.Insert(ref, mayBeNobodys && random.nextInt(8) == 0, true, values(part));
  }

  Step insertBeforeOwner(Ref ref) {
    return new Step.Insert(ref, false, false, values(shape.part(ref.part())));
  }

  Step update(Ref ref) {
    return new Step.Update(ref, someValues(shape.part(ref.part())));
  }

  Step updateMany() {
    Ref ref = child();
    boolean whole = random.nextInt(3) == 0;
    int part = whole && random.nextInt(3) == 0 ? Shape.ROOT : ref.part();
    return new Step.UpdateMany(part, whole, ref.owner(), someValues(shape.part(part)));
  }

  Step noOp(Ref ref) {
    Map<String, String> same = new LinkedHashMap<>();
    Column column = draw.pick(shape.part(ref.part()).values());
    same.put(column.name(), Sql.quoted(column.name()));
    return new Step.Update(ref, same);
  }

  Step move(Ref ref) {
    Part part = shape.part(ref.part());
    if (!shape.identity().logsMoves(part)) {
      return update(ref);
    }
    boolean mayBeNobodys = part.columns(part.owner()).stream().allMatch(Column::nullable);
    return new Step.Move(ref, mayBeNobodys && random.nextInt(4) == 0, root());
  }

  /** Whether the log tells enough of a change of this row's key, and of its children's. */
  boolean keyMayChange(Ref ref, boolean withChildren) {
    return shape.identity().logsMoves(shape.part(ref.part()))
        && (!withChildren
            || shape.childNumbers().allMatch(part -> shape.identity().logsMoves(shape.part(part))));
  }

  boolean hasOwnKey(Ref ref) {
    return !shape.part(ref.part()).own().isEmpty();
  }

  Step truncate() {
    List<Integer> children = shape.childNumbers().boxed().toList();
    List<Integer> parts = new ArrayList<>(draw.some(children, 1, 2));
    if (random.nextInt(3) == 0) {
      parts.set(0, Shape.ROOT);
    }
    return new Step.Truncate(parts, random.nextInt(3) == 0);
  }

  private List<String> values(Part part) {
    List<String> values = new ArrayList<>();
    part.plain().forEach(column -> values.add(column.kind().value(random, column.nullable())));
    values.addAll(secondOwner(part));
    return values;
  }

  /** The key of any root, or nulls. */
  private List<String> secondOwner(Part part) {
    List<Column> columns = part.columns(part.secondOwner());
    return random.nextInt(4) == 0 ? Sql.nulls(columns) : Sql.keyValues(columns, root());
  }

  private Map<String, String> someValues(Part part) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Column column : draw.some(part.plain(), 1, 2)) {
      values.put(column.name(), column.kind().value(random, column.nullable()));
    }
    if (random.nextInt(3) == 0) {
      List<String> key = secondOwner(part);
      for (int i = 0; i < key.size(); i++) {
        values.put(part.secondOwner().get(i), key.get(i));
      }
    }
    return values;
  }
}
