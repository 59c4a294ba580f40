package periscope.benchmarks;

import java.util.List;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import periscope.models.kernel.AdamW;
import periscope.models.net.Activation;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.Loss;
import periscope.models.net.MlpStart;
import periscope.models.task.SparseParity;
import periscope.models.task.SparseParity.Encoding;
import periscope.models.task.Task;

/** The training step of sparse parity: 1 250 sequences of 30 digits, 128 neurons, AdamW. */
@State(Scope.Thread)
public class Parity extends TrainingStep {

  /** Threads of one step. */
  @Param({"1"})
  public int threads = 1;

  /** Draws sequences and weights. */
  public Parity() {
    this(new SparseParity(30, 3, 1250, 1, Encoding.ZERO_ONE, true).task());
  }

  private Parity(Task train) {
    super(
        new DenseMlpSpec(
                List.of(128),
                Activation.RELU,
                0,
                false,
                DenseMlpSpec.Outputs.SINGLE,
                new MlpStart.TruncatedNormal())
            .model(train),
        train,
        Loss.BINARY_CROSS_ENTROPY,
        new AdamW(0.99, 0.98, 1e-8, 0.1),
        3e-3,
        RandomSource.XO_SHI_RO_256_PP.create(1),
        1);
  }

  @Override
  int threads() {
    return threads;
  }
}
