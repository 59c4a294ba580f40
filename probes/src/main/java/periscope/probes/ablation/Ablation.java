package periscope.probes.ablation;

import java.util.function.Function;
import periscope.models.net.Hooks;
import periscope.models.net.Tensor;
import periscope.probes.Outcomes;
import periscope.probes.SnapshotAnalysis;

/** A change of a network, the same at every snapshot; see {@link Ablations} for those there are. */
public sealed interface Ablation {
  /** Half a sentence for a person, such as {@code head 0.2 set to 0}. */
  String what();

  /** How well a snapshot's network answers when it is changed. */
  Outcomes outcomes(SnapshotAnalysis snapshot);

  /**
   * A change in the forward pass.
   *
   * @param hooks the change, which may depend on the snapshot
   */
  record Hooked(String what, Function<SnapshotAnalysis, Hooks> hooks) implements Ablation {
    @Override
    public Outcomes outcomes(SnapshotAnalysis snapshot) {
      return snapshot.outcomes(hooks.apply(snapshot));
    }
  }

  /**
   * A change of the logits of all inputs together.
   *
   * @param logits from the snapshot to its changed logits, in the order of {@link
   *     SnapshotAnalysis#logits()}
   */
  record OfLogits(String what, Function<SnapshotAnalysis, Tensor> logits) implements Ablation {
    @Override
    public Outcomes outcomes(SnapshotAnalysis snapshot) {
      return snapshot.outcomes(logits.apply(snapshot));
    }
  }
}
