package periscope.models.internal.autodiff;

/** Which random bits a pass draws at a place of the network; see {@link Tape#dropout}. */
public interface Bits {
  /** The key of {@link periscope.models.kernel.Dropout}. */
  long key();

  /** The number of the pass's first value. */
  long first();
}
