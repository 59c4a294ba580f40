package periscope.probes.fourier;

import java.util.List;
import java.util.Optional;
import periscope.models.kernel.Elementwise;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Tensor;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.Sampled;
import periscope.probes.SnapshotAnalysis;

/**
 * Some neurons in two-dimensional Fourier space (Nanda et al. 2023): which waves over the first
 * operand meet which waves over the second in the activity h(a, b) of a neuron over all ordered
 * pairs, H[f, g] = Σ F[f, a] F[g, b] h(a, b) with F the {@linkplain FourierBasis basis}.
 *
 * <p>These are p² numbers for each neuron, so a few neurons are {@linkplain ChosenNeurons chosen}
 * at the last checkpoint, and {@linkplain Sampled some checkpoints}. Where a neuron's activity is a
 * function of {@code W_input} alone, as in an MLP without biases, whoever has that matrix can
 * compute it for every neuron, and there is no such measure.
 */
public final class NeuronPlaneProbe implements Probe {
  private static final String FAMILY = "neurons/fourier-2d";
  private static final String FROM_INPUT =
      "the activity of its neurons is their activation of W_input[a] + W_input[b]";
  private static final String ALL_DEAD =
      "no neuron of the last checkpoint varies over the pairs, or weights are not finite";

  /** Values of all neurons over all checkpoints that are taken. */
  private static final int MOST_VALUES = 2_000_000;

  private static final int MOST_CHECKPOINTS = 33;

  /** Found by the service loader. */
  public NeuronPlaneProbe() {}

  @Override
  public String name() {
    return "neuron-plane";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<Measure> measures =
        List.of(
            Measure.constant(
                MeasureSpec.of(
                        FAMILY,
                        "2D Fourier coefficients of the activity of some neurons, rows over the first operand, columns over the second (Nanda et al. 2023)")
                    .convention(
                        "[checkpoint][neuron][p][p], those of "
                            + FAMILY
                            + Sampled.STEPS
                            + " and "
                            + FAMILY
                            + "/neurons; "
                            + FourierBasis.CONVENTION
                            + "; over all p^2 ordered pairs, not centred"),
                () -> planes(run)),
            Measure.constant(
                MeasureSpec.of(FAMILY + "/neurons", "the neurons of " + FAMILY)
                    .convention(ChosenNeurons.RULE),
                () -> neurons(run)),
            Measure.constant(
                MeasureSpec.of(
                        FAMILY + Sampled.STEPS,
                        "checkpoints of the run at which " + FAMILY + " is taken")
                    .units("steps"),
                () -> steps(run)));
    return run.forwardAbsence()
        .or(run::residuesAbsence)
        .or(() -> otherAbsence(run))
        .map(why -> Measure.absent(measures, why))
        .orElse(measures);
  }

  private static Optional<String> otherAbsence(RunContext run) {
    return run.modelSpec() instanceof PairMlpSpec mlp && !mlp.biases()
        ? Optional.of(FROM_INPUT)
        : Optional.empty();
  }

  private static MeasureValue planes(RunContext run) {
    int[] neurons = run.get(ChosenNeurons.OF);
    if (neurons.length == 0) {
      return new MeasureValue.None(ALL_DEAD);
    }
    int p = run.modulus();
    return Sampled.values(
        run, positions(run), List.of(neurons.length, p, p), at -> planes(at, neurons));
  }

  private static MeasureValue neurons(RunContext run) {
    int[] neurons = run.get(ChosenNeurons.OF);
    return neurons.length == 0 ? new MeasureValue.None(ALL_DEAD) : MeasureValue.integers(neurons);
  }

  private static MeasureValue steps(RunContext run) {
    return run.get(ChosenNeurons.OF).length == 0
        ? new MeasureValue.None(ALL_DEAD)
        : Sampled.steps(run, positions(run));
  }

  private static int[] positions(RunContext run) {
    int p = run.modulus();
    int size = Math.multiplyExact(run.get(ChosenNeurons.OF).length, p * p);
    return Sampled.positions(run.steps().length, Math.min(MOST_CHECKPOINTS, MOST_VALUES / size));
  }

  private static double[] planes(SnapshotAnalysis snapshot, int[] neurons) {
    Tensor all = snapshot.neurons(); // [p²][count]
    FourierBasis basis = snapshot.run().get(WeightSpectrum.BASIS);
    int pairs = basis.modulus() * basis.modulus();
    double[] planes = new double[neurons.length * pairs];
    for (int i = 0; i < neurons.length; i++) {
      double[] activity = new double[pairs];
      for (int pair = 0; pair < pairs; pair++) {
        activity[pair] = all.values()[pair * all.dim(1) + neurons[i]];
      }
      System.arraycopy(plane(basis, activity), 0, planes, i * pairs, pairs);
    }
    return planes;
  }

  /**
   * Coefficients of a function of two residues in both.
   *
   * @param values {@code [p][p]}, unchanged
   * @return {@code [p rows over a][p rows over b]}
   */
  static double[] plane(FourierBasis basis, double[] values) {
    int p = basis.modulus();
    double[] half = Elementwise.transposed(basis.transform(values, p), p, p);
    return Elementwise.transposed(basis.transform(half, p), p, p);
  }
}
