package periscope.probes.weights;

import java.util.ArrayList;
import java.util.List;
import periscope.models.net.ParameterSpec;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/** Squared norms of the parameters, and the effective matrices that they multiply to. */
public final class WeightsProbe implements Probe {
  /** Found by the service loader. */
  public WeightsProbe() {}

  @Override
  public String name() {
    return "weights";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var measures = new ArrayList<Measure>();
    List<ParameterSpec> parameters = run.model().parameters();
    measures.add(
        Measure.scalar(
            MeasureSpec.of(
                    "weights/sum-of-squares", "sum of squared weights over all trained parameters")
                .convention("parameters that stay as they are made are left out"),
            WeightsProbe::trainedSumOfSquares));
    measures.add(
        Measure.scalar(
            MeasureSpec.of(
                RunContext.NOT_FINITE,
                "number of weights that are NaN or infinite; what depends on them is NaN"),
            WeightsProbe::notFinite));
    for (int i = 0; i < parameters.size(); i++) {
      int index = i;
      String name = parameters.get(i).name();
      measures.add(
          Measure.scalar(
              MeasureSpec.of(
                  "weights/sum-of-squares/" + id(name, i), "sum of squared weights of " + name),
              snapshot -> sumOfSquares(snapshot.weights().get(index))));
    }
    List<Measure> effective = effectiveMatrices(run);
    measures.addAll(
        EffectiveMatrices.absence(run)
            .map(why -> Measure.absent(effective, why))
            .orElse(effective));
    return measures;
  }

  /** The name of a parameter as part of an id: names that others gave can have any characters. */
  private static String id(String name, int index) {
    return name.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
        ? name
        : name.replaceAll("[^A-Za-z0-9_.-]", "_") + "-" + index;
  }

  private static List<Measure> effectiveMatrices(RunContext run) {
    int p = run.modulus();
    int h = run.neuronCount();
    var second =
        MeasureSpec.of(
                "W_input_b",
                "effective matrix from the second operand's token to the neurons; rows are residues or permutations")
            .shape(p, h);
    return List.of(
        Measure.series(
            MeasureSpec.of(
                    "W_input",
                    "effective matrix from the first operand's token to the neurons: embedding times hidden projection; rows are residues or permutations")
                .shape(p, h),
            snapshot -> snapshot.get(EffectiveMatrices.OF).input().values()),
        EffectiveMatrices.absence(run).isEmpty() && EffectiveMatrices.operandsDiffer(run)
            ? Measure.series(
                second,
                snapshot -> snapshot.get(EffectiveMatrices.OF).inputB().orElseThrow().values())
            : Measure.absent(second, "both operands share W_input"),
        Measure.series(
            MeasureSpec.of(
                    "W_output",
                    "effective matrix from the neurons to the logits: output projection times unembedding; columns are residues or permutations")
                .shape(h, p),
            snapshot -> snapshot.get(EffectiveMatrices.OF).output().values()));
  }

  private static double trainedSumOfSquares(SnapshotAnalysis snapshot) {
    double sum = 0;
    List<ParameterSpec> specs = snapshot.weights().specs();
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i).trained()) {
        sum += sumOfSquares(snapshot.weights().get(i));
      }
    }
    return sum;
  }

  private static double notFinite(SnapshotAnalysis snapshot) {
    int count = 0;
    for (int i = 0; i < snapshot.weights().specs().size(); i++) {
      for (float value : snapshot.weights().get(i)) {
        count += Float.isFinite(value) ? 0 : 1;
      }
    }
    return count;
  }

  private static double sumOfSquares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
