package periscope.models.internal.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import periscope.models.kernel.Dropout;
import periscope.models.kernel.OutputLoss;

/**
 * A network as a list of operations on matrices in float64, to be run forward in its order and back
 * against it (reverse-mode differentiation). It is written once, with buffers for a number of
 * examples, and run as often as one likes, for as many examples or fewer.
 *
 * <pre>{@code
 * Tape tape = new Tape(256);
 * Variable w = tape.parameter(10, 3);
 * Variable x = tape.input(10);
 * SumOfLosses loss = tape.loss(tape.product(x, w), judge, labels);
 * w.bind(weights);
 * tape.clearParameters();
 * tape.forward(200);                 // reads the first 200 rows of x.values()
 * tape.backward(200);                // adds the slopes of loss.value() to w.slopes()
 * }</pre>
 *
 * <p>The same values give the same bits. Not thread-safe.
 */
public final class Tape {
  private final int capacity;
  private final List<Variable> parameters = new ArrayList<>();
  private final List<Variable> inputs = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();

  /** An empty tape, for passes of so many examples at most. */
  public Tape(int capacity) {
    this.capacity = capacity;
  }

  /** A matrix {@code [rows][width]} whose slopes add up over passes; see {@link Variable#bind}. */
  public Variable parameter(int rows, int width) {
    Variable parameter = new Variable(rows, 0, width, capacity);
    parameters.add(parameter);
    return parameter;
  }

  /** A row for each example, whose values the caller fills in. */
  public Variable input(int width) {
    Variable input = new Variable(0, 1, width, capacity);
    inputs.add(input);
    return input;
  }

  /**
   * Rows of a table by their numbers.
   *
   * @param numbers {@code [examples][each]}, read in every pass
   * @param each rows an example has
   */
  public Variable gather(Variable table, int[] numbers, int each) {
    return add(new Gather(table, numbers, byExample(each, table.width())));
  }

  /** x·W. */
  public Variable product(Variable x, Variable w) {
    require(w.rowsEach() == 0 && w.rows(0) == x.width(), "a product", x, w);
    return add(new Product(x, w, false, like(x, w.width())));
  }

  /** x·Wᵀ. */
  public Variable productTransposed(Variable x, Variable w) {
    return productTransposed(x, w, w.rows(0));
  }

  /** x·Wᵀ with the first rows of W only. */
  public Variable productTransposed(Variable x, Variable w, int rows) {
    require(
        w.rowsEach() == 0 && w.width() == x.width() && rows <= w.rows(0),
        "a product with the transposed",
        x,
        w);
    return add(new Product(x, w, true, like(x, rows)));
  }

  /** x·W_h for each head, side by side; W is {@code [heads · x.width][width of a head]}. */
  public Variable headsProduct(Variable x, Variable w, int heads) {
    require(w.rowsEach() == 0 && w.rows(0) == heads * x.width(), "a product by head", x, w);
    return add(new HeadsProduct(x, w, heads, like(x, heads * w.width())));
  }

  /** x + y, of the same shape. */
  public Variable sum(Variable x, Variable y) {
    require(
        x.width() == y.width() && x.rowsEach() == y.rowsEach() && x.rows(1) == y.rows(1),
        "a sum",
        x,
        y);
    return add(new Sum(x, y, like(x, x.width())));
  }

  /** Each row of x and this one, which has as many values, in whatever shape. */
  public Variable bias(Variable x, Variable row) {
    require(row.rowsEach() == 0 && row.size(0) == x.width(), "a bias", x, row);
    return add(new Bias(x, row, like(x, x.width())));
  }

  /** f of each value. */
  public Variable pointwise(
      Variable x, DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
    return add(new Pointwise(x, function, derivative, like(x, x.width())));
  }

  /** The k largest values of each row, the others 0. */
  public Variable largest(Variable x, int k) {
    return add(new KeepLargest(x, k, like(x, x.width())));
  }

  /** Layer normalisation of each row with these weights and this bias. */
  public Variable normalise(Variable x, Variable w, Variable b) {
    require(w.size(0) == x.width() && b.size(0) == x.width(), "a normalisation", x, w);
    return add(new Normalise(x, w, b, like(x, x.width())));
  }

  /** Dropout; the bits are asked for in every pass. */
  public Variable dropout(Variable x, Dropout rule, Bits bits) {
    return add(new Drop(x, rule, bits, like(x, x.width())));
  }

  /**
   * Attention between the projections: the values as α · softmax(q·k/√width) + (1 − α) weighs them.
   *
   * @param q {@code [queries an example][heads · width]}; k and v have all positions
   */
  public Variable attention(Heads heads, double alpha, Variable q, Variable k, Variable v) {
    int width = heads.count() * heads.width();
    require(q.rowsEach() == heads.queries() && q.width() == width, "attention", q, k);
    require(k.rowsEach() == heads.positions() && k.width() == width, "attention", q, k);
    require(v.rowsEach() == heads.positions() && v.width() == width, "attention", q, v);
    Variable scores =
        add(new Scores(heads, q, k, byExample(heads.count() * heads.queries(), heads.positions())));
    Variable pattern = add(new Pattern(scores, alpha, like(scores, scores.width())));
    return add(new Mixture(heads, pattern, v, like(q, width)));
  }

  /**
   * What all slopes are slopes of; the last operation.
   *
   * @param labels of the examples, read in every pass
   */
  public SumOfLosses loss(Variable outputs, OutputLoss judge, int[] labels) {
    var loss = new SumOfLosses(outputs, judge, labels, new Variable(1, 0, 1, capacity));
    add(loss);
    return loss;
  }

  /** Adds an operation and returns its result. */
  Variable add(Operation operation) {
    operations.add(operation);
    return operation.result();
  }

  /** A result with the rows of x. */
  Variable like(Variable x, int width) {
    return new Variable(x.rows(0), x.rowsEach(), width, capacity);
  }

  private Variable byExample(int each, int width) {
    return new Variable(0, each, width, capacity);
  }

  private static void require(boolean holds, String what, Variable x, Variable y) {
    if (!holds) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s of %s and %s: the shapes do not go together", what, x, y));
    }
  }

  /** Computes all values. */
  public void forward(int examples) {
    for (Operation operation : operations) {
      operation.forward(examples);
    }
  }

  /** Sets the parameters' slopes to 0. */
  public void clearParameters() {
    for (Variable parameter : parameters) {
      parameter.clear(0);
    }
  }

  /** Computes the slopes of all values of the last pass forward, and adds those of parameters. */
  public void backward(int examples) {
    for (Variable input : inputs) {
      input.clear(examples);
    }
    for (Operation operation : operations) {
      operation.result().clear(examples);
    }
    for (int i = operations.size() - 1; i >= 0; i--) {
      operations.get(i).backward(examples);
    }
  }
}
