package periscope.probes.fourier;

import com.google.common.primitives.ImmutableIntArray;
import periscope.models.kernel.Elementwise;
import periscope.models.net.Tensor;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.EffectiveMatrices;
import periscope.probes.weights.Embedding;
import periscope.probes.weights.LogitMatrix;

/** The Fourier coefficients over residues of every column of a matrix, one per neuron. */
public final class WeightSpectrum {
  /** The basis of the run's modulus. */
  public static final Intermediate<RunContext, FourierBasis> BASIS =
      Intermediate.of(run -> FourierBasis.of(run.modulus()));

  /** Of W_input, first operand. */
  public static final Intermediate<SnapshotAnalysis, WeightSpectrum> INPUT =
      Intermediate.of(
          snapshot -> {
            Tensor input = snapshot.get(EffectiveMatrices.OF).input();
            return of(snapshot.run().get(BASIS), input.values(), input.dim(1));
          });

  /** Of W_L, which in an MLP over two operands is W_output. */
  public static final Intermediate<SnapshotAnalysis, WeightSpectrum> OUTPUT =
      Intermediate.of(
          snapshot -> {
            Tensor output = snapshot.get(LogitMatrix.OF);
            double[] columns =
                Elementwise.transposed(output.values(), output.dim(0), output.dim(1));
            return of(snapshot.run().get(BASIS), columns, output.dim(0));
          });

  /** Of W_E, if the run's model has one. */
  public static final Intermediate<SnapshotAnalysis, WeightSpectrum> EMBEDDING =
      Intermediate.of(
          snapshot -> {
            Embedding embedding = snapshot.run().get(Embedding.OF).orElseThrow();
            return of(
                snapshot.run().get(BASIS), snapshot.get(embedding.values()), embedding.columns());
          });

  private final FourierBasis basis;
  private final int count;
  private final double[] coefficients; // [p][count]
  private final double[] amplitudes; // [count][p/2 + 1]

  private WeightSpectrum(FourierBasis basis, int count, double[] coefficients) {
    this.basis = basis;
    this.count = count;
    this.coefficients = coefficients;
    this.amplitudes = basis.amplitudes(coefficients, count);
  }

  /**
   * The spectrum of a matrix whose rows are residues.
   *
   * @param columns {@code [p][count]}, unchanged
   */
  public static WeightSpectrum of(FourierBasis basis, double[] columns, int count) {
    return new WeightSpectrum(basis, count, basis.transform(columns, count));
  }

  /** Number of columns. */
  public int count() {
    return count;
  }

  /** Orthonormal coefficients, {@code [count][p]}. */
  public double[] byColumn() {
    return Elementwise.transposed(coefficients, basis.modulus(), count);
  }

  /** Norm over columns of each basis row, {@code [p]}. */
  public double[] norms() {
    return basis.rowNorms(coefficients, count);
  }

  /**
   * Norm over columns per frequency, cosine and sine together, {@code [p/2 + 1]}; the first is the
   * constant's.
   */
  public double[] frequencyNorms() {
    return basis.amplitudes(norms(), 1);
  }

  /**
   * Share of the sum of squares, the constant's included, that some frequencies have; NaN for a
   * matrix of zeros.
   *
   * @param frequencies different ones, from 1 to p/2
   */
  public double explained(ImmutableIntArray frequencies) {
    double[] norms = frequencyNorms();
    double total = 0;
    for (double norm : norms) {
      total += norm * norm;
    }
    double sum = 0;
    for (int i = 0; i < frequencies.length(); i++) {
      double norm = norms[frequencies.get(i)];
      sum += norm * norm;
    }
    return sum / total;
  }

  /**
   * Inverse participation ratio of each column's amplitudes, {@code [count]}; NaN for zero columns.
   */
  public double[] inverseParticipationRatios() {
    int frequencies = basis.highestFrequency() + 1;
    double[] ratios = new double[count];
    for (int i = 0; i < count; i++) {
      ratios[i] = Sparsity.inverseParticipationRatio(amplitudes, i * frequencies, frequencies);
    }
    return ratios;
  }

  /** Whether a column is all zeros. */
  public boolean isZero(int column) {
    for (int k = 0; k <= basis.highestFrequency(); k++) {
      if (amplitude(column, k) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The amplitude of a column at a frequency, cosine and sine together. */
  public double amplitude(int column, int frequency) {
    return amplitudes[column * (basis.highestFrequency() + 1) + frequency];
  }

  /**
   * The frequency k ≥ 1 of each column's largest amplitude, the lowest of equal ones, {@code
   * [count]}; 0 where all are zero, NaN where one is NaN.
   */
  public double[] frequencies() {
    double[] frequencies = new double[count];
    for (int i = 0; i < count; i++) {
      double largest = 0;
      for (int k = 1; k <= basis.highestFrequency(); k++) {
        double amplitude = amplitude(i, k);
        if (Double.isNaN(amplitude)) {
          frequencies[i] = Double.NaN;
          break;
        }
        if (amplitude > largest) {
          largest = amplitude;
          frequencies[i] = k;
        }
      }
    }
    return frequencies;
  }

  /**
   * The phase φ of each column at a frequency of its own: its part at k is A·cos(2πkt/p − φ).
   *
   * @param frequencies {@code [count]}; 0 and NaN have the phase NaN
   * @return {@code [count]}, radians in (−π, π]
   */
  public double[] phases(double[] frequencies) {
    double[] phases = new double[count];
    for (int i = 0; i < count; i++) {
      if (!(frequencies[i] >= 1)) {
        phases[i] = Double.NaN;
        continue;
      }
      int k = (int) frequencies[i];
      int row = FourierBasis.cosineRow(k);
      double sine = basis.hasSine(k) ? coefficients[(row + 1) * count + i] : 0;
      phases[i] = Math.atan2(sine + 0.0, coefficients[row * count + i]);
    }
    return phases;
  }

  /** What an amplitude is in an unnormalised transform: |Σ w(t) exp(−2πikt/p)|. */
  public double unnormalised(int column, int frequency) {
    boolean single = frequency == 0 || !basis.hasSine(frequency);
    return amplitude(column, frequency) * Math.sqrt(basis.modulus() / (single ? 1.0 : 2.0));
  }
}
