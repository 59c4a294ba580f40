package periscope.probes;

import java.util.Optional;
import java.util.stream.IntStream;
import periscope.models.task.Split;

/** Examples that measures are over: those that were trained on, those that were not, or all. */
public final class ExampleSet {
  /** Those that were trained on; absent without a split. */
  public static final Intermediate<RunContext, ExampleSet> TRAIN =
      Intermediate.of(
          run ->
              of(run, "train", run.split().map(Split::train), Optional.of("the run has no split")));

  /** Those that were not; absent without a split, or if it leaves none. */
  public static final Intermediate<RunContext, ExampleSet> TEST =
      Intermediate.of(
          run ->
              of(
                  run,
                  "test",
                  run.split().map(Split::test).filter(test -> test.length > 0),
                  run.split().isPresent()
                      ? Optional.of("every example is a training example")
                      : run.get(TRAIN).absence()));

  /** All examples of the task. */
  public static final Intermediate<RunContext, ExampleSet> ALL =
      Intermediate.of(
          run ->
              of(
                  run,
                  "all",
                  Optional.of(IntStream.range(0, run.task().size()).toArray()),
                  Optional.empty()));

  private final String name;
  private final int[] examples; // [count]
  private final int[] inputs; // [count]
  private final Optional<String> absence;

  private ExampleSet(String name, int[] examples, int[] inputs, Optional<String> absence) {
    this.name = name;
    this.examples = examples;
    this.inputs = inputs;
    this.absence = absence;
  }

  private static ExampleSet of(
      RunContext run, String name, Optional<int[]> examples, Optional<String> otherwise) {
    if (examples.isEmpty()) {
      return new ExampleSet(name, new int[0], new int[0], otherwise);
    }
    int[] inputOf = new int[run.task().size()];
    int[] exampleOf = run.inputExamples();
    for (int input = 0; input < exampleOf.length; input++) {
      if (exampleOf[input] != RunContext.NO_EXAMPLE) {
        inputOf[exampleOf[input]] = input;
      }
    }
    int[] inputs = IntStream.of(examples.get()).map(example -> inputOf[example]).toArray();
    return new ExampleSet(name, examples.get(), inputs, Optional.empty());
  }

  /** {@code train}, {@code test} or {@code all}. */
  public String name() {
    return name;
  }

  /** Why the run has no such examples; empty if it has. */
  public Optional<String> absence() {
    return absence;
  }

  /** Their indices in the task, {@code [count]}; not a copy. */
  public int[] examples() {
    return examples;
  }

  /** Their rows in {@link SnapshotAnalysis#logits()}, {@code [count]}; not a copy. */
  public int[] inputs() {
    return inputs;
  }
}
