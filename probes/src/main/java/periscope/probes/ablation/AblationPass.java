package periscope.probes.ablation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import periscope.models.kernel.BlasLibrary;
import periscope.probes.RunContext;
import periscope.probes.internal.OrderedPool;

/** An ablation at many checkpoints, in parallel; the numbers do not depend on the threads. */
public final class AblationPass {
  private AblationPass() {}

  /**
   * Ablates snapshots.
   *
   * @param snapshots their positions in {@link RunContext#steps()}
   * @return one result for each, in this order
   */
  public static List<AblationResult> run(
      RunContext run, AblationPlan plan, List<Integer> snapshots, int threads) throws IOException {
    BlasLibrary.require();
    var results = new ArrayList<AblationResult>();
    OrderedPool.run(
        snapshots.size(),
        threads,
        i -> AblationResult.of(run.analysis(snapshots.get(i)), plan),
        (i, result) -> results.add(result));
    return results;
  }
}
