package periscope.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import periscope.models.kernel.Blas;
import periscope.models.kernel.Shards;

/**
 * Where a training step spends its time, against its floor. Step and parts take turns in short
 * chunks, and each chunk's least time is reported, so that the ratios hold on a machine that does
 * other things too.
 */
public final class StepBreakdown {
  private static final int CHUNKS = 400;

  private StepBreakdown() {}

  /** Prints the table of {@code pair-mod67}, {@code parity} or {@code nanda-mainline THREADS}. */
  public static void main(String[] arguments) {
    switch (arguments.length > 0 ? arguments[0] : "pair-mod67") {
      case "pair-mod67" -> pairMod67();
      case "parity" -> parity();
      case "nanda-mainline" ->
          nandaMainline(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2);
      default ->
          throw new IllegalArgumentException(
              "expected pair-mod67, parity or nanda-mainline, found " + arguments[0]);
    }
  }

  private static void parity() {
    Parity run = new Parity();
    ParityFloor floor = new ParityFloor();
    Map<String, DoubleSupplier> parts = new LinkedHashMap<>();
    parts.put("floor: matrix products", floor::matrixProducts);
    parts.put("floor: AdamW", floor::update);
    parts.put("step: gradient", run::gradient);
    parts.put("step", run::step);
    measure(parts, 1, 20_000, 5);
    run.stop();
  }

  private static void pairMod67() {
    PairMod67 run = new PairMod67();
    PairMod67Floor floor = new PairMod67Floor();
    Map<String, DoubleSupplier> parts = new LinkedHashMap<>();
    parts.put("floor: matrix products", floor::matrixProducts);
    parts.put("floor: exponentials", floor::exponentials);
    parts.put("floor: AdamW", floor::update);
    parts.put("step: gradient", run::gradient);
    parts.put("step", run::step);
    parts.put("metrics of 911 pairs", () -> run.evaluate().loss());
    measure(parts, 1, 20_000, 5);
    run.stop();
  }

  private static void nandaMainline(int threads) {
    NandaMainline run = new NandaMainline(threads);
    NandaMainlineFloor floor = new NandaMainlineFloor();
    Map<String, DoubleSupplier> parts = new LinkedHashMap<>();
    try (Shards shards = Shards.of(threads)) {
      parts.put("floor: matrix products", () -> floor.matrixProducts(shards));
      parts.put("step", run::step);
      parts.put("step: gradient", run::gradient);
      measure(parts, threads, 150, 1);
    }
    run.stop();
  }

  private static void measure(
      Map<String, DoubleSupplier> parts, int threads, int warmUp, int chunk) {
    double sink = 0;
    for (int i = 0; i < warmUp; i++) {
      for (DoubleSupplier part : parts.values()) {
        sink += part.getAsDouble();
      }
    }
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int i = 0; i < CHUNKS; i++) {
      for (Map.Entry<String, DoubleSupplier> part : parts.entrySet()) {
        long start = System.nanoTime();
        for (int j = 0; j < chunk; j++) {
          sink += part.getValue().getAsDouble();
        }
        times.computeIfAbsent(part.getKey(), name -> new double[CHUNKS])[i] =
            (System.nanoTime() - start) / 1e3 / chunk;
      }
    }
    print(times, threads, sink);
  }

  private static void print(Map<String, double[]> times, int threads, double sink) {
    System.out.printf(
        Locale.ROOT,
        "OpenBLAS %s, %d threads, microseconds%s%n",
        Blas.coreName(),
        threads,
        sink == 0 ? "." : "");
    double floor = 0;
    double medianFloor = 0;
    for (Map.Entry<String, double[]> entry : times.entrySet()) {
      double[] sorted = entry.getValue();
      Arrays.sort(sorted);
      boolean counts = entry.getKey().startsWith("floor");
      floor += counts ? sorted[0] : 0;
      medianFloor += counts ? sorted[CHUNKS / 2] : 0;
      System.out.printf(
          Locale.ROOT,
          "%-24s least %7.1f  median %7.1f%n",
          entry.getKey(),
          sorted[0],
          sorted[CHUNKS / 2]);
    }
    double[] step = Objects.requireNonNull(times.get("step"));
    System.out.printf(
        Locale.ROOT,
        "of medians: step / floor = %.0f / %.0f = %.2f%n",
        step[CHUNKS / 2],
        medianFloor,
        step[CHUNKS / 2] / medianFloor);
    System.out.printf(
        Locale.ROOT, "step / floor = %.0f / %.0f = %.2f%n", step[0], floor, step[0] / floor);
  }
}
