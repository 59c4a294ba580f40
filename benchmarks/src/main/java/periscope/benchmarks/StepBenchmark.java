package periscope.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import periscope.models.net.Evaluation;

/**
 * The training steps of pair-mod67, sparse parity and nanda-mainline. A step must allocate nothing:
 * {@code -prof gc} shows some kilobytes a second, its own, for any step ({@code gc.alloc.rate}).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      // as the launcher has it
      "-XX:CompileCommand=inline,jdk.internal.foreign.HeapMemorySegmentImpl*::dup"
    })
@Warmup(iterations = 10, time = 1) // matrix products of the factors run once a step
@Measurement(iterations = 10, time = 1)
public class StepBenchmark {

  /** Gradient and AdamW. */
  @Benchmark
  public double step(PairMod67 run) {
    return run.step();
  }

  /** The gradient alone. */
  @Benchmark
  public double gradient(PairMod67 run) {
    return run.gradient();
  }

  /** What the step cannot do without: its matrix products, exponentials and AdamW. */
  @Benchmark
  public double floor(PairMod67Floor floor) {
    return floor.matrixProducts() + floor.exponentials() + floor.update();
  }

  /** The whole step of sparse parity. */
  @Benchmark
  public double parityStep(Parity run) {
    return run.step();
  }

  /** The whole step of nanda-mainline. */
  @Benchmark
  public double transformerStep(NandaMainline run) {
    return run.step();
  }

  /** The matrix products that it cannot do without. */
  @Benchmark
  public double transformerFloor(NandaMainline run, NandaMainlineFloor floor) {
    return floor.matrixProducts(run.shards());
  }

  /** The metrics of the training examples in float64. */
  @Benchmark
  public Evaluation evaluation(PairMod67 run) {
    return run.evaluate();
  }
}
