package periscope.models.net;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import periscope.models.spec.Names;
import periscope.models.task.Task;

/**
 * A model of which only the tensors are known, under the names that they were found with. What
 * needs no forward pass can be measured of it.
 *
 * @param tensors names and shapes, in the order in which they are stored
 * @param embedding the tensor whose rows are the tokens; empty if nobody said which it is
 * @param transposed whether the tokens are that tensor's columns instead
 */
public record TensorsSpec(List<Stored> tensors, String embedding, boolean transposed)
    implements ModelSpec {

  /**
   * A tensor.
   *
   * @param name not blank
   * @param shape dimensions, each 1 or more; none for a single value
   */
  public record Stored(String name, List<Integer> shape) {
    /** Checks and copies. */
    public Stored {
      shape = List.copyOf(shape);
      if (name.isBlank() || shape.stream().anyMatch(size -> size < 1)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "model.tensors has '%s' of shape %s, expected a name and dimensions of 1 or more",
                name,
                shape));
      }
    }
  }

  /**
   * The matrix of tokens.
   *
   * @param index its place among the tensors
   * @param tokens number of tokens
   * @param width values a token has
   * @param transposed whether it is stored as {@code [width][tokens]}
   */
  public record Matrix(int index, int tokens, int width, boolean transposed) {}

  /** Checks that names are distinct and that the embedding is a matrix among them. */
  public TensorsSpec {
    tensors = List.copyOf(tensors);
    Set<String> names = new HashSet<>();
    for (Stored tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("model.tensors names " + tensor.name() + " twice");
      }
    }
    if (!embedding.isEmpty() && !names.contains(embedding)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is no tensor %s to be the embedding; %s",
              embedding,
              Names.suggest(embedding, names)));
    }
    for (Stored tensor : tensors) {
      if (tensor.name().equals(embedding) && tensor.shape().size() != 2) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the embedding %s has the shape %s, expected a matrix: two dimensions",
                embedding,
                tensor.shape()));
      }
    }
  }

  /** Where the embedding is, if someone said so. */
  public Optional<Matrix> matrix() {
    for (int i = 0; i < tensors.size(); i++) {
      Stored tensor = tensors.get(i);
      if (tensor.name().equals(embedding)) {
        int first = tensor.shape().getFirst();
        int last = tensor.shape().getLast();
        return Optional.of(
            transposed ? new Matrix(i, last, first, true) : new Matrix(i, first, last, false));
      }
    }
    return Optional.empty();
  }

  @Override
  public String type() {
    return "tensors";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the embedding has fewer tokens than the task has classes
   */
  @Override
  public TensorsModel model(Task task) {
    matrix()
        .filter(found -> found.tokens() < task.classes())
        .ifPresent(
            found -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "the embedding %s has %d %s, expected as many as the modulus or more: %d",
                      embedding,
                      found.tokens(),
                      transposed ? "columns" : "rows",
                      task.classes()));
            });
    return new TensorsModel(
        tensors.stream()
            .map(tensor -> new ParameterSpec(tensor.name(), tensor.shape(), true))
            .toList());
  }
}
