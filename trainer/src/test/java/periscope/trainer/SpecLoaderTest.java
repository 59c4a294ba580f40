package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.kernel.Shards;
import periscope.models.net.Loss;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.net.TrainableModel;
import periscope.models.spec.SeedStreams;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;
import periscope.models.task.Images;
import periscope.models.task.Inputs;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Split;
import periscope.models.task.Task;
import periscope.trainer.optimizer.LearningRateSchedule;
import periscope.trainer.optimizer.OptimizerSpec;
import periscope.trainer.regularizer.RegularizerSpec;

class SpecLoaderTest {
  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetReadsAndSurvivesJson(String name) {
    RunSpec spec = Preset.spec(name);
    assertThat(spec.name()).isEqualTo(name);
    assertThat(spec.description())
        .containsPattern("[A-Z][a-z]+( et al\\.| and [A-Z][a-z]+)? (19|20)[0-9]{2}");
    var json = SpecMapper.json();
    assertThat(json.read(json.write(spec), RunSpec.class, "json")).isEqualTo(spec);
  }

  /** Its parts fit: the model its task, the loss the model's outputs, the batch the split. */
  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetCanBeTrained(String name) {
    RunSpec spec = Preset.spec(name);
    if (spec.task() instanceof Images images) { // whose files are the user's: a small one instead
      var pixels = new Inputs.Features(4, new float[4 * (images.train() + images.test())]);
      train(spec, new Task(pixels, 10, new int[images.train() + images.test()]));
    } else {
      train(spec, spec.task().task());
    }
  }

  private static void train(RunSpec spec, Task task) {
    var random = new SeedStreams(spec.seed());
    Split split = spec.split().split(task.size(), random.stream("split"));
    var model = (TrainableModel) spec.model().model(task);
    Parameters weights = model.initialise(random.stream("init"));
    int batch = spec.batchSize() == 0 ? split.train().length : spec.batchSize();
    try (Shards shards = Shards.of(1)) {
      double loss =
          model
              .gradient(task.select(split.train()), spec.loss(), batch, shards)
              .compute(weights, Parameters.zeros(model.parameters()));
      assertThat(loss).isFinite().isPositive();
    }
  }

  /** The figures of the published set-up: hyper-parameters read in the authors' source. */
  @Test
  void pairMod67IsThePublishedSetUp() {
    RunSpec spec = Preset.spec("pair-mod67");
    assertThat(spec.task())
        .isEqualTo(
            new ModularArithmetic(
                67, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.UNORDERED));
    assertThat(spec.optimizer()).isEqualTo(new OptimizerSpec.AdamW(1e-3, 0.9, 0.98, 67 * 1e-8, 1));
    var model = (PairMlpSpec) spec.model();
    assertThat(model.dModel()).isEqualTo(500);
    assertThat(model.dMlp()).isEqualTo(24);
    assertThat(spec.steps()).isEqualTo(50_000);
    assertThat(spec.checkpoints()).hasToString("every:500");
  }

  @Test
  void settingsChangeSingleValues() throws IOException {
    RunSpec spec =
        SpecLoader.load(
            "pair-mod67",
            List.of("seed=-3", "steps=10", "checkpoints=list:0,5", "optimizer.weightDecay=0.5"));
    assertThat(spec.seed()).isEqualTo(-3);
    assertThat(spec.steps()).isEqualTo(10);
    assertThat(spec.checkpoints()).hasToString("list:0,5");
    assertThat(((OptimizerSpec.AdamW) spec.optimizer()).weightDecay()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({
    "optimizer.weigthDecay=1, did you mean weightDecay?",
    "stepz=5, did you mean steps?",
    "steps, expected path=value",
    "steps=many, steps is many",
    "steps=0, 'steps is 0, expected 1 or more'",
    "steps=1.5, steps",
    "split.fraction=1.0, between 0 and 1",
    "split.fraction=NaN, between 0 and 1",
    "task.modulus=1, 'task.modulus is 1, expected 2 to 1000'",
    "task.operation=plus, known: add",
    "model.activation=squared, did you mean square?",
    "model.dModel=0, 1 or more",
    "model.type=cnn, 'model has the unknown type cnn; known: mlp, pair-mlp, tensors, transformer'",
    "optimizer.type=rmsprop, 'optimizer has the unknown type rmsprop; known: adam, adamw, sgd'",
    "regularizer={type: l2}, 'regularizer has the unknown type l2; known: clip-norm, constant-norm, decay-to-start, gradient-noise, l1, none, orthogonal-gradient, update-noise, weight-noise'",
    "'regularizer=[{type: none}, {type: dropout}]', 'regularizer.1 has the unknown type dropout; known: clip-norm'",
    "optimizer.beta1=1, 'optimizer.beta1 is 1.0'",
    "optimizer.learningRate=-1, a number above 0",
    "checkpoints=sometimes, expected every:500",
    "'checkpoints=list:60000', after the last step",
    "metricsEvery=0, metricsEvery is 0",
    "name='', name is blank",
  })
  void whatDoesNotFitIsNamed(String setting, String message) {
    assertThatThrownBy(() -> SpecLoader.load("pair-mod67", List.of(setting)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anUnknownPresetNamesTheNearest() {
    assertThatThrownBy(() -> SpecLoader.load("pair-mod76", List.of()))
        .hasMessage("there is no preset pair-mod76; did you mean pair-mod67?");
  }

  @Test
  void aFileMayMisspellNothing(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, Preset.text("pair-mod67").replace("dMlp", "dMpl"));
    assertThatThrownBy(() -> SpecLoader.load(file.toString(), List.of()))
        .hasMessageContaining("mine.yaml")
        .hasMessageContaining("unknown key model.dMpl; did you mean dMlp?");
    Files.writeString(file, Preset.text("pair-mod67").replaceFirst("steps: .*\n", ""));
    assertThatThrownBy(() -> SpecLoader.load(file.toString(), List.of()))
        .hasMessageContaining("the key steps is missing");
    Files.writeString(file, "seed: 1\nseed: 2\n");
    assertThatThrownBy(() -> SpecLoader.load(file.toString(), List.of()))
        .hasMessageContaining("line 2");
    Files.writeString(file, "");
    assertThatThrownBy(() -> SpecLoader.load(file.toString(), List.of()))
        .isInstanceOf(SpecException.class);
  }

  @Test
  void aMissingFileIsAFileError(@TempDir Path folder) {
    assertThatThrownBy(() -> SpecLoader.load(folder.resolve("no.yaml").toString(), List.of()))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static List<String> presets() {
    return Preset.NAMES;
  }

  /** Keys that are younger than people's files. */
  @Test
  void aTextMaySayNothingOfLossScaleBatchesAndSchedule() throws IOException {
    RunSpec spec = SpecLoader.load("pair-mod67", List.of());
    assertThat(spec.loss()).isEqualTo(Loss.CROSS_ENTROPY);
    assertThat(spec.initialScale()).isEqualTo(1);
    assertThat(spec.batchSize()).isZero();
    assertThat(spec.optimizer().schedule()).isEqualTo(LearningRateSchedule.CONSTANT);
  }

  @Test
  void severalRegularizersAreAListAndOneIsItself() throws IOException {
    RunSpec one = SpecLoader.load("pair-mod67", List.of("regularizer={type: l1, strength: 0.5}"));
    RunSpec two =
        SpecLoader.load(
            "pair-mod67",
            List.of("regularizer=[{type: constant-norm}, {type: clip-norm, norm: 1}]"));
    assertThat(one.regularizer()).containsExactly(new RegularizerSpec.L1(0.5));
    assertThat(two.regularizer())
        .containsExactly(new RegularizerSpec.ConstantNorm(), new RegularizerSpec.ClipNorm(1));
    for (RunSpec spec : List.of(one, two)) {
      String text = SpecMapper.json().write(spec);
      assertThat(SpecMapper.json().read(text, RunSpec.class, "text")).isEqualTo(spec);
    }
    assertThat(
            SpecLoader.load(
                    "pair-mod67",
                    List.of("regularizer={type: l1, strength: 0.5}", "regularizer.strength=0.25"))
                .regularizer())
        .containsExactly(new RegularizerSpec.L1(0.25));
  }

  @Test
  void badNumbersOfARunAreRefused() {
    assertThatThrownBy(() -> SpecLoader.load("pair-mod67", List.of("batchSize=-1")))
        .hasMessageContaining("batchSize is -1, expected 1 or more, or 0 for all examples");
    assertThatThrownBy(() -> SpecLoader.load("pair-mod67", List.of("initialScale=0")))
        .hasMessageContaining("initialScale is 0.0, expected a number above 0");
    assertThatThrownBy(() -> SpecLoader.load("pair-mod67", List.of("optimizer.schedule=later")))
        .hasMessageContaining("optimizer.schedule is later, expected constant, warmup:10");
  }
}
