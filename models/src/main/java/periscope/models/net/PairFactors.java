package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;

/**
 * Which parameters a {@link PairMlp} has, and which of them make its effective matrices.
 *
 * @param parameters in the order in which they are stored
 * @param inputA W_input of the first operand {@code [vocabulary][dMlp]}
 * @param inputB W_input of the second operand; equal to {@code inputA} if they share everything
 * @param output W_output {@code [dMlp][classes]}
 * @param biasIn b_in {@code [1][dMlp]}, if there is one
 * @param biasOut what b_out adds to the logits, b_out · W_U {@code [1][classes]}, if there is one
 */
record PairFactors(
    List<ParameterSpec> parameters,
    PairMatrix inputA,
    PairMatrix inputB,
    PairMatrix output,
    Optional<PairMatrix> biasIn,
    Optional<PairMatrix> biasOut) {

  static PairFactors of(PairMlpSpec spec, int vocabulary, int classes) {
    return new Builder(spec, vocabulary, classes).build();
  }

  /** Whether both operands have one W_input. */
  boolean sharedInput() {
    return inputA.equals(inputB);
  }

  /** Whether a parameter is an embedding or a collapsed input. */
  boolean inputs(int parameter) {
    return embeds(inputA, parameter) || embeds(inputB, parameter);
  }

  private static boolean embeds(PairMatrix input, int parameter) {
    return switch (input.form()) {
      case PairMatrix.Whole whole -> whole.parameter() == parameter;
      case PairMatrix.Product product -> product.left() == parameter;
    };
  }

  private static final class Builder {
    private final PairMlpSpec spec;
    private final int vocabulary;
    private final int classes;
    private final List<ParameterSpec> parameters = new ArrayList<>();
    private int biasOut = -1;

    Builder(PairMlpSpec spec, int vocabulary, int classes) {
      this.spec = spec;
      this.vocabulary = vocabulary;
      this.classes = classes;
    }

    PairFactors build() {
      boolean oneEmbedding = spec.embedding() != Embedding.UNTIED;
      boolean oneHidden = spec.hidden() == Hidden.TIED;
      if (spec.collapseHidden()) {
        int[] tables =
            operands("W_input", oneEmbedding && oneHidden, vocabulary, spec.dMlp(), true);
        return finish(whole(tables[0]), whole(tables[1]), -1);
      }
      boolean trained = spec.embedding() != Embedding.CIRCULAR;
      int[] embeddings =
          oneEmbedding
              ? operands("embed.W_E", true, vocabulary, spec.dModel(), trained)
              : new int[] {
                add("embed_a.W_E", vocabulary, spec.dModel(), true),
                add("embed_b.W_E", vocabulary, spec.dModel(), true)
              };
      int[] hidden = operands("blocks.0.mlp.W_in", oneHidden, spec.dModel(), spec.dMlp(), true);
      return finish(
          product(embeddings[0], hidden[0]), product(embeddings[1], hidden[1]), embeddings[0]);
    }

    private PairFactors finish(PairMatrix inputA, PairMatrix inputB, int embedding) {
      Optional<PairMatrix> biasIn =
          spec.biases()
              ? Optional.of(whole(addVector("blocks.0.mlp.b_in", spec.dMlp())))
              : Optional.empty();
      PairMatrix output = output(embedding);
      Optional<PairMatrix> biasOut =
          spec.biases() && output.form() instanceof PairMatrix.Product product
              ? Optional.of(biasOut(product))
              : Optional.empty();
      return new PairFactors(List.copyOf(parameters), inputA, inputB, output, biasIn, biasOut);
    }

    private PairMatrix biasOut(PairMatrix.Product output) {
      return new PairMatrix(
          1,
          classes,
          new PairMatrix.Product(
              biasOut, output.right(), output.inner(), output.rightTransposed()));
    }

    private PairMatrix output(int embedding) {
      if (spec.collapseOut()) {
        return whole(add("W_output", spec.dMlp(), classes, true));
      }
      int out = add("blocks.0.mlp.W_out", spec.dMlp(), spec.dModel(), true);
      biasOut = spec.biases() ? addVector("blocks.0.mlp.b_out", spec.dModel()) : -1;
      boolean tied = spec.embedding() == Embedding.TIED || spec.embedding() == Embedding.CIRCULAR;
      if (tied && embedding >= 0) {
        if (classes != vocabulary) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "model.embedding %s is also the unembedding, but the task has %d tokens and %d classes",
                  spec.embedding(),
                  vocabulary,
                  classes));
        }
        return new PairMatrix(
            spec.dMlp(), classes, new PairMatrix.Product(out, embedding, spec.dModel(), true));
      }
      int unembedding = add("unembed.W_U", spec.dModel(), classes, true);
      return new PairMatrix(
          spec.dMlp(), classes, new PairMatrix.Product(out, unembedding, spec.dModel(), false));
    }

    private PairMatrix whole(int parameter) {
      ParameterSpec matrix = parameters.get(parameter);
      return new PairMatrix(matrix.rows(), matrix.columns(), new PairMatrix.Whole(parameter));
    }

    private PairMatrix product(int left, int right) {
      return new PairMatrix(
          vocabulary, spec.dMlp(), new PairMatrix.Product(left, right, spec.dModel(), false));
    }

    private int[] operands(String name, boolean shared, int rows, int columns, boolean trained) {
      if (shared) {
        int index = add(name, rows, columns, trained);
        return new int[] {index, index};
      }
      return new int[] {
        add(name + "_a", rows, columns, trained), add(name + "_b", rows, columns, trained)
      };
    }

    private int addVector(String name, int size) {
      parameters.add(new ParameterSpec(name, List.of(size), true));
      return parameters.size() - 1;
    }

    private int add(String name, int rows, int columns, boolean trained) {
      parameters.add(new ParameterSpec(name, List.of(rows, columns), trained));
      return parameters.size() - 1;
    }
  }
}
