package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.util.List;
import periscope.checkpoints.imports.ForeignFileException;

/** The instructions that fill containers, and those that would call something. */
final class PickleObjects {
  private final PickleInput input;
  private final PickleStack stack;
  private final PickleWorld world;

  PickleObjects(PickleInput input, PickleStack stack, PickleWorld world) {
    this.input = input;
    this.stack = stack;
    this.world = world;
  }

  void dict() throws ForeignFileException {
    List<Pickled> items = stack.popToMark();
    stack.push(new Pickled.Mapping());
    setItems(items);
  }

  /** Keys and values in turn, into what is on top. */
  void setItems(List<Pickled> items) throws ForeignFileException {
    if (items.size() % 2 != 0) {
      throw input.refuse("expected a value for every key, found %d items", items.size());
    }
    switch (stack.top()) {
      case Pickled.Mapping mapping -> {
        for (int i = 0; i < items.size(); i += 2) {
          mapping.entries().put(items.get(i), items.get(i + 1));
        }
      }
      case Pickled.Opaque opaque -> opaque.parts().addAll(items);
      default -> throw cannot("takes no items");
    }
  }

  void append(List<Pickled> items) throws ForeignFileException {
    switch (stack.top()) {
      case Pickled.Sequence sequence -> {
        if (sequence.kind() == Pickled.Kind.TUPLE) {
          throw cannot("takes no items");
        }
        sequence.items().addAll(items);
      }
      case Pickled.Opaque opaque -> opaque.parts().addAll(items);
      default -> throw cannot("takes no items");
    }
  }

  void stackGlobal() throws ForeignFileException {
    List<Pickled> names = stack.pop(2);
    if (names.get(0) instanceof Pickled.Text module && names.get(1) instanceof Pickled.Text name) {
      stack.push(new Pickled.Global(module.value() + "." + name.value()));
    } else {
      throw input.refuse("expected two texts that name a function or class");
    }
  }

  /** A function, or class, and a tuple of arguments. */
  void call() throws IOException {
    List<Pickled> parts = stack.pop(2);
    if (!(parts.get(1) instanceof Pickled.Sequence arguments
        && arguments.kind() == Pickled.Kind.TUPLE)) {
      throw input.refuse("expected a tuple of arguments, found %s", parts.get(1).label());
    }
    if (parts.get(0) instanceof Pickled.Global function) {
      try {
        stack.push(world.call(function.name(), arguments.items()));
      } catch (ForeignFileException e) {
        throw input.within(e);
      }
    } else {
      opaque(parts.get(0).label(), parts);
    }
  }

  void callWithNames() throws ForeignFileException {
    List<Pickled> parts = stack.pop(3);
    opaque(parts.get(0).label(), parts.subList(1, 3));
  }

  /** An object of a class of Python 2. */
  void instance(String name) throws ForeignFileException {
    opaque(name, stack.popToMark());
  }

  void instance() throws ForeignFileException {
    List<Pickled> parts = stack.popToMark();
    if (parts.isEmpty()) {
      throw input.refuse("expected a class after the mark, found nothing");
    }
    opaque(parts.get(0).label(), parts.subList(1, parts.size()));
  }

  private void opaque(String name, List<Pickled> parts) throws ForeignFileException {
    Pickled.Opaque opaque = new Pickled.Opaque(name);
    opaque.parts().addAll(parts);
    stack.push(opaque);
  }

  /** State for what lies below it. An OrderedDict's is about attributes, which are no data. */
  void build() throws ForeignFileException {
    Pickled state = stack.pop();
    switch (stack.top()) {
      case Pickled.Mapping mapping -> {}
      case Pickled.Opaque opaque -> opaque.parts().add(state);
      default -> throw cannot("takes no state");
    }
  }

  void persistent() throws IOException {
    Pickled id = stack.pop();
    try {
      stack.push(world.load(id));
    } catch (ForeignFileException e) {
      throw input.within(e);
    }
  }

  private ForeignFileException cannot(String what) throws ForeignFileException {
    return input.refuse("%s %s", stack.top().label(), what);
  }
}
