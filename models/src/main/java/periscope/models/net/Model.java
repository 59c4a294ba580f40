package periscope.models.net;

import java.util.List;

/**
 * Named parameters, and whatever more is known of what is done with them: see {@link ForwardModel}.
 * Holds no weights.
 */
public interface Model {

  /** Parameters in the order in which they are stored. */
  List<ParameterSpec> parameters();
}
