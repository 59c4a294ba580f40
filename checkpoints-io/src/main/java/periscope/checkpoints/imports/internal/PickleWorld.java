package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.util.List;

/** What a pickle may refer to outside itself. */
interface PickleWorld {

  /**
   * What calling a function or class of Python stands for. Nothing is called: either the name is a
   * known one, whose meaning is written down here, or the result is opaque.
   */
  Pickled call(String function, List<Pickled> arguments) throws IOException;

  /** What a persistent id stands for. */
  Pickled load(Pickled id) throws IOException;
}
