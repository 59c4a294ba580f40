package periscope.probes;

import java.util.Optional;
import periscope.models.net.Hooks;
import periscope.models.net.Parameters;
import periscope.models.net.SeparateHeads;
import periscope.models.net.Tensor;
import periscope.models.net.Transformer;

/**
 * A snapshot and everything computed from it so far. Each intermediate is computed when the first
 * measure asks for it, and once. Thread-safe.
 */
public final class SnapshotAnalysis {
  private static final Intermediate<SnapshotAnalysis, ForwardPass> FORWARD =
      Intermediate.of(ForwardPass::of);
  private static final Intermediate<SnapshotAnalysis, Tensor> NEURONS =
      Intermediate.of(ForwardPass::neurons);

  private final RunContext run;
  private final long step;
  private final Parameters weights;
  private final Memo<SnapshotAnalysis> memo = new Memo<>(this);

  SnapshotAnalysis(RunContext run, long step, Parameters weights) {
    this.run = run;
    this.step = step;
    this.weights = weights;
  }

  /** The run. */
  public RunContext run() {
    return run;
  }

  /** The step at which the snapshot was taken. */
  public long step() {
    return step;
  }

  /** The weights; not to be changed. */
  public Parameters weights() {
    return weights;
  }

  /**
   * Loss and correctness of every example of the task.
   *
   * @throws IllegalStateException if {@link RunContext#forwardAbsence} says that there are none
   */
  public Outcomes outcomes() {
    return get(FORWARD).outcomes();
  }

  /**
   * The same where hooks change the forward pass.
   *
   * @throws IllegalArgumentException if the model has not what the hooks are about
   */
  public Outcomes outcomes(Hooks hooks) {
    return ForwardPass.outcomes(this, hooks);
  }

  /**
   * The same of other logits.
   *
   * @param logits of all inputs, in the order of {@link #logits()}
   */
  public Outcomes outcomes(Tensor logits) {
    return ForwardPass.outcomes(run, logits);
  }

  /**
   * The model with one head of attention less, on all inputs; empty if it is no transformer of one
   * layer without norms. Its logits are for {@link #outcomes(Tensor)}.
   */
  public Optional<SeparateHeads> separateHeads() {
    return run.model() instanceof Transformer transformer
        ? transformer.separateHeads(weights, run.inputs().blocks())
        : Optional.empty();
  }

  /**
   * The mean of an activation over all inputs, those of {@link #logits()}, at each position and
   * place by itself. Computed anew each time.
   *
   * @return {@code [1]} and the activation's other dimensions
   * @throws IllegalArgumentException if the model has no such activation
   */
  public Tensor meanOverInputs(String activation) {
    return ForwardPass.mean(this, activation, false);
  }

  /** The same of those positions alone that {@link Hooks#onlyWhatReachesTheLogits} leaves. */
  public Tensor meanOfWhatReachesTheLogits(String activation) {
    return ForwardPass.mean(this, activation, true);
  }

  /**
   * Runs the model on all inputs, those of {@link #logits()}, in their order and in parts: the
   * hooks see each activation that they ask for once in each part. Computed anew each time.
   *
   * @throws IllegalArgumentException if the model has not what the hooks are about
   */
  public void observe(Hooks hooks) {
    ForwardPass.observe(this, hooks);
  }

  /**
   * The last layer's neurons after their activation, in modular arithmetic on every ordered pair
   * (a, b) in lexicographic order, whichever pairs the task has; otherwise on every example. This
   * runs the model once more.
   *
   * @return {@code [p²][neurons]}, or {@code [examples][neurons]}; not to be changed
   * @throws IllegalStateException if the model has no such neurons, or {@link
   *     RunContext#forwardAbsence} says that it cannot be run
   */
  public Tensor neurons() {
    return get(NEURONS);
  }

  /**
   * Sums of the last layer's neurons after their activation over ordered pairs (a, b).
   *
   * @throws IllegalStateException if the model has no such neurons, or {@link
   *     RunContext#forwardAbsence} or {@link RunContext#residuesAbsence} says that there are none
   */
  public PairSums pairSums() {
    return get(FORWARD).sums();
  }

  /**
   * What the model answers to the same inputs, over the task's classes.
   *
   * @return {@code [p²][p]}, or {@code [examples][classes]}; not to be changed
   * @throws IllegalStateException if {@link RunContext#forwardAbsence} says that it cannot be run
   */
  public Tensor logits() {
    return get(FORWARD).logits();
  }

  /** An intermediate of this snapshot, computed once. */
  public <T> T get(Intermediate<SnapshotAnalysis, T> what) {
    return memo.get(what);
  }
}
