package io.headwater.app.oracle;

import java.util.List;

/**
 * What a transaction may do to rows, with how often.
 *
 * <p>A further fate of rows is a further constant here.
 */
enum StepKind {
  INSERT_ROOT(8) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(maker.insert(Ref.root(maker.root())));
    }
  },
  INSERT_CHILD(16) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(maker.insert(maker.child()));
    }
  },
  UPDATE(18) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(maker.update(maker.any()));
    }
  },
  UPDATE_MANY(4) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(maker.updateMany());
    }
  },
  NO_OP(3) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(maker.noOp(maker.any()));
    }
  },
  DELETE_ROOT(2) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(new Step.Delete(Ref.root(maker.root()), maker.coin()));
    }
  },
  DELETE_CHILD(5) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(new Step.Delete(maker.child(), false));
    }
  },
  REPLACE_CHILDREN(2) {
    @Override
    List<Step> steps(StepMaker maker) {
      Ref first = maker.child();
      return List.of(
          new Step.DeleteMany(first.part(), first.owner()),
          maker.insert(first),
          maker.insert(new Ref(first.part(), first.owner(), maker.key())));
    }
  },
  TRUNCATE(2) {
    @Override
    List<Step> steps(StepMaker maker) {
      Step truncate = maker.truncate();
      return maker.coin()
          ? List.of(truncate)
          : List.of(truncate, maker.insert(Ref.root(maker.root())), maker.insert(maker.child()));
    }
  },
  RECREATE(4) {
    @Override
    List<Step> steps(StepMaker maker) {
      Ref ref = maker.any();
      return List.of(
          new Step.Delete(ref, ref.part() == Shape.ROOT && maker.coin()), maker.insert(ref));
    }
  },
  CHILD_BEFORE_PARENT(3) {
    @Override
    List<Step> steps(StepMaker maker) {
      Ref child = maker.child();
      return List.of(maker.insertBeforeOwner(child), maker.insert(Ref.root(child.owner())));
    }
  },
  MOVE(7) {
    @Override
    List<Step> steps(StepMaker maker) {
      return List.of(maker.move(maker.child()));
    }
  },
  CHANGE_ROOT_KEY(3) {
    @Override
    List<Step> steps(StepMaker maker) {
      Ref ref = Ref.root(maker.root());
      return maker.keyMayChange(ref, true)
          ? List.of(new Step.ChangeKey(ref, maker.root(), maker.coin()))
          : List.of(maker.update(ref));
    }
  },
  CHANGE_CHILD_KEY(4) {
    @Override
    List<Step> steps(StepMaker maker) {
      Ref ref = maker.child();
      boolean may = maker.keyMayChange(ref, false) && maker.hasOwnKey(ref);
      return List.of(may ? new Step.ChangeKey(ref, maker.key(), false) : maker.update(ref));
    }
  };

  private final int weight;

  StepKind(int weight) {
    this.weight = weight;
  }

  abstract List<Step> steps(StepMaker maker);

  int weight() {
    return weight;
  }
}
