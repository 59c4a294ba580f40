package periscope.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import periscope.models.kernel.Blas;

/**
 * Where a training step of pair-mod67 spends its time, against its floor. Step and parts take turns
 * in short chunks, and each chunk's least time is reported, so that the ratios hold on a machine
 * that does other things too.
 */
public final class StepBreakdown {
  private static final int WARM_UP_STEPS = 20_000;
  private static final int CHUNKS = 400;
  private static final int CHUNK = 5;

  private StepBreakdown() {}

  /** Prints the table. */
  public static void main(String[] arguments) {
    PairMod67 run = new PairMod67();
    PairMod67Floor floor = new PairMod67Floor();
    Map<String, DoubleSupplier> parts = new LinkedHashMap<>();
    parts.put("floor: matrix products", floor::matrixProducts);
    parts.put("floor: exponentials", floor::exponentials);
    parts.put("floor: AdamW", floor::update);
    parts.put("step: gradient", run::gradient);
    parts.put(
        "step",
        () -> {
          double loss = run.gradient();
          run.update();
          return loss;
        });
    parts.put("metrics of 911 pairs", () -> run.evaluate().loss());
    double sink = 0;
    for (int i = 0; i < WARM_UP_STEPS; i++) {
      for (DoubleSupplier part : parts.values()) {
        sink += part.getAsDouble();
      }
    }
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int i = 0; i < CHUNKS; i++) {
      for (Map.Entry<String, DoubleSupplier> part : parts.entrySet()) {
        long start = System.nanoTime();
        for (int j = 0; j < CHUNK; j++) {
          sink += part.getValue().getAsDouble();
        }
        times.computeIfAbsent(part.getKey(), name -> new double[CHUNKS])[i] =
            (System.nanoTime() - start) / 1e3 / CHUNK;
      }
    }
    print(times, sink);
    run.stop();
  }

  private static void print(Map<String, double[]> times, double sink) {
    System.out.printf(
        Locale.ROOT,
        "OpenBLAS %s, 1 thread, microseconds%s%n",
        Blas.coreName(),
        sink == 0 ? "." : "");
    double floor = 0;
    for (Map.Entry<String, double[]> entry : times.entrySet()) {
      double[] sorted = entry.getValue().clone();
      Arrays.sort(sorted);
      floor += entry.getKey().startsWith("floor") ? sorted[0] : 0;
      System.out.printf(
          Locale.ROOT,
          "%-24s least %7.1f  median %7.1f%n",
          entry.getKey(),
          sorted[0],
          sorted[CHUNKS / 2]);
    }
    double step = Arrays.stream(times.get("step")).min().orElseThrow();
    System.out.printf(
        Locale.ROOT, "step / floor = %.0f / %.0f = %.2f%n", step, floor, step / floor);
  }
}
