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
    var sum = new Sum(name);
    snapshot.observe(sum);
    double[] mean = sum.total.clone();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= sum.count;
    }
    return new HeadMeans(name, mean);
  }

  /** A forward pass in which one head hands on its mean. */
  Hooks of(int head) {
    return new AtName(name) {
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
    };
  }

  /** Sees one activation, and no position that does not reach the logits. */
  private abstract static class AtName implements Hooks {
    private final String name;

    AtName(String name) {
      this.name = name;
    }

    @Override
    public final Set<String> names() {
      return Set.of(name);
    }

    @Override
    public final boolean onlyWhatReachesTheLogits() {
      return true;
    }

    @Override
    public final boolean inParts() {
      return true;
    }
  }

  private static final class Sum extends AtName {
    private double[] total = new double[0];
    private int count;

    Sum(String name) {
      super(name);
    }

    @Override
    public Tensor apply(String activation, Tensor value) {
      double[] values = value.values();
      if (total.length == 0) {
        total = new double[values.length / value.dim(0)];
      }
      for (int i = 0; i < values.length; i++) {
        total[i % total.length] += values[i];
      }
      count += value.dim(0);
      return value;
    }
  }
}
