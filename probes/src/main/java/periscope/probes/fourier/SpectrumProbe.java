package periscope.probes.fourier;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.EffectiveMatrices;
import periscope.probes.weights.Embedding;

/**
 * Fourier coefficients of the effective matrices over residues, their norms per basis row, and how
 * sparse they are.
 */
public final class SpectrumProbe implements Probe {
  private static final String GINI =
      "Gini coefficient of the %s norms per Fourier row (Hurley and Rickard 2009); 0 = all equal, near 1 = few rows";
  private static final String AMPLITUDES =
      "amplitudes at frequency 0, 1, ..., floor(p/2), cosine and sine of a frequency combined; NaN for a neuron of zeros";

  /** Found by the service loader. */
  public SpectrumProbe() {}

  @Override
  public String name() {
    return "spectrum";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var measures = new ArrayList<Measure>();
    var effective = new ArrayList<Measure>();
    ofMatrix(effective, run, "W_input", "in", WeightSpectrum.INPUT);
    ofMatrix(effective, run, "W_output", "out", WeightSpectrum.OUTPUT);
    measures.addAll(
        EffectiveMatrices.absence(run)
            .or(run::residuesAbsence)
            .map(why -> Measure.absent(effective, why))
            .orElse(effective));
    var logits = new ArrayList<Measure>();
    norms(logits, run, "W_L", WeightSpectrum.OUTPUT);
    measures.addAll(
        run.forwardAbsence()
            .or(run::residuesAbsence)
            .map(why -> Measure.absent(logits, why))
            .orElse(logits));
    ofEmbedding(measures, run);
    return measures;
  }

  private static void ofMatrix(
      List<Measure> measures,
      RunContext run,
      String matrix,
      String side,
      Intermediate<SnapshotAnalysis, WeightSpectrum> spectrum) {
    int p = run.modulus();
    int h = run.neuronCount();
    measures.add(
        Measure.series(
            MeasureSpec.of(
                    matrix + "/fourier",
                    String.format(Locale.ROOT, "Fourier coefficients of %s per neuron", matrix))
                .shape(h, p)
                .convention(FourierBasis.CONVENTION),
            snapshot -> snapshot.get(spectrum).byColumn()));
    norms(measures, run, matrix, spectrum);
    ratios(measures, h, matrix, side, spectrum);
  }

  private static void norms(
      List<Measure> measures,
      RunContext run,
      String matrix,
      Intermediate<SnapshotAnalysis, WeightSpectrum> spectrum) {
    measures.add(
        Measure.series(
            MeasureSpec.of(
                    matrix + "/fourier-norm",
                    String.format(Locale.ROOT, "norm over neurons of %s per Fourier row", matrix))
                .shape(run.modulus())
                .convention(FourierBasis.CONVENTION),
            snapshot -> snapshot.get(spectrum).norms()));
    measures.add(
        Measure.scalar(
            MeasureSpec.of("gini/" + matrix, String.format(Locale.ROOT, GINI, matrix))
                .convention("all p rows, constant included"),
            snapshot -> Sparsity.gini(snapshot.get(spectrum).norms())));
  }

  private static void ratios(
      List<Measure> measures,
      int h,
      String matrix,
      String side,
      Intermediate<SnapshotAnalysis, WeightSpectrum> spectrum) {
    measures.add(
        Measure.series(
            MeasureSpec.of(
                    String.format(Locale.ROOT, "ipr/%s/neurons", side),
                    String.format(
                        Locale.ROOT,
                        "inverse participation ratio of a neuron's Fourier amplitudes in %s (Gromov 2023); 1 = one frequency",
                        matrix))
                .shape(h)
                .convention(AMPLITUDES),
            snapshot -> snapshot.get(spectrum).inverseParticipationRatios()));
    measures.add(
        Measure.scalar(
            MeasureSpec.of(
                    "ipr/" + side,
                    String.format(Locale.ROOT, "mean over neurons of ipr/%s/neurons", side))
                .convention(AMPLITUDES + ", which the mean leaves out"),
            snapshot -> meanOfNumbers(snapshot.get(spectrum))));
  }

  private static void ofEmbedding(List<Measure> measures, RunContext run) {
    var norms =
        MeasureSpec.of("embedding/fourier-norm", "norm over columns of W_E per Fourier row")
            .shape(run.modulus())
            .convention(FourierBasis.CONVENTION);
    var gini =
        MeasureSpec.of("gini/W_E", String.format(Locale.ROOT, GINI, "W_E"))
            .convention("all p rows, constant included");
    Optional<String> absence = Embedding.absence(run).or(run::residuesAbsence);
    if (absence.isPresent()) {
      measures.add(Measure.absent(norms, absence.get()));
      measures.add(Measure.absent(gini, absence.get()));
      return;
    }
    measures.add(Measure.series(norms, snapshot -> snapshot.get(WeightSpectrum.EMBEDDING).norms()));
    measures.add(
        Measure.scalar(
            gini, snapshot -> Sparsity.gini(snapshot.get(WeightSpectrum.EMBEDDING).norms())));
  }

  /** The mean over neurons with a spectrum; a neuron that is not finite makes it NaN. */
  private static double meanOfNumbers(WeightSpectrum spectrum) {
    double[] ratios = spectrum.inverseParticipationRatios();
    double sum = 0;
    int neurons = 0;
    for (int i = 0; i < ratios.length; i++) {
      if (!spectrum.isZero(i)) {
        sum += ratios[i];
        neurons++;
      }
    }
    return sum / neurons;
  }
}
