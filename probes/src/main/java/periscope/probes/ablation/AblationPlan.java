package periscope.probes.ablation;

import java.util.List;

/**
 * A change of a network and what it is compared with.
 *
 * @param ablation the change
 * @param controls random changes that are as large; empty if there is nothing to compare with
 */
public record AblationPlan(Ablation ablation, List<Ablation> controls) {
  /** Copies the controls. */
  public AblationPlan {
    controls = List.copyOf(controls);
  }

  /** A change without controls. */
  public static AblationPlan of(Ablation ablation) {
    return new AblationPlan(ablation, List.of());
  }
}
