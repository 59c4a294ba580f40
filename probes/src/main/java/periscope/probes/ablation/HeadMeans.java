package periscope.probes.ablation;

import java.util.Set;
import periscope.models.net.Hooks;
import periscope.models.net.Tensor;
import periscope.probes.SnapshotAnalysis;

/**
 * Heads of a layer that hand on what they hand on in the mean over all inputs, at each position and
 * place by itself: what a head says of no pair in particular stays.
 */
final class HeadMeans {
  private final String name;
  private final double[] mean; // [positions][heads][dHead]

  private HeadMeans(String name, double[] mean) {
    this.name = name;
    this.mean = mean;
  }

  /** The means of a layer, over all inputs of {@link SnapshotAnalysis#logits()}. */
  static HeadMeans of(SnapshotAnalysis snapshot, int layer) {
    String name = "blocks." + layer + ".attn.hook_z";
    return new HeadMeans(name, snapshot.meanOfWhatReachesTheLogits(name).values());
  }

  /** A forward pass in which one head hands on its mean. */
  Hooks of(int head) {
    return new Hooks() {
      @Override
      public Tensor apply(String activation, Tensor value) { // [n][positions][heads][dHead]
        double[] values = value.values().clone();
        int heads = value.dim(2);
        int each = value.dim(3);
        for (int from = head * each; from < values.length; from += heads * each) {
          System.arraycopy(mean, from % mean.length, values, from, each);
        }
        return new Tensor(value.shape(), values);
      }

      @Override
      public Set<String> names() {
        return Set.of(name);
      }

      @Override
      public boolean onlyWhatReachesTheLogits() {
        return true;
      }

      @Override
      public boolean inParts() {
        return true;
      }
    };
  }
}
