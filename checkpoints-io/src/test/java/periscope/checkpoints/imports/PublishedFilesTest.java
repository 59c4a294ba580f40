package periscope.checkpoints.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Published checkpoints, where they are at hand: all names and shapes, and of each tensor the sum
 * of its values times 1, 2, … 97, 1, 2, …, infinities left out. Expected: PyTorch 1.13.0a0 and
 * Python's math.fsum, which rounds once; the plain sum here errs by less than 1e-9.
 */
class PublishedFilesTest {
  private static final Path FOLDER = Path.of("..", "..", "shared", "fixtures");

  private static ForeignRun open(String file) throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(FOLDER), "the published checkpoints are not beside the project");
    return ForeignFiles.open(List.of(FOLDER.resolve(file)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nanda_mod_addition_no_wd.pth | embed.W_E | 128x114 | 248.2302961303667
          nanda_mod_addition_no_wd.pth | pos_embed.W_pos | 3x128 | -87.4595001169946
          nanda_mod_addition_no_wd.pth | blocks.0.attn.W_K | 4x32x128 | -1667.1664557203421
          nanda_mod_addition_no_wd.pth | blocks.0.attn.W_Q | 4x32x128 | 735.8622638860379
          nanda_mod_addition_no_wd.pth | blocks.0.attn.W_V | 4x32x128 | -1625.863154642002
          nanda_mod_addition_no_wd.pth | blocks.0.attn.W_O | 128x128 | -350.4627610627907
          nanda_mod_addition_no_wd.pth | blocks.0.attn.mask | 3x3 | 34.0
          nanda_mod_addition_no_wd.pth | blocks.0.mlp.W_in | 512x128 | -817.6938504396112
          nanda_mod_addition_no_wd.pth | blocks.0.mlp.b_in | 512 | 247.1141734118064
          nanda_mod_addition_no_wd.pth | blocks.0.mlp.W_out | 128x512 | 1313.699859967997
          nanda_mod_addition_no_wd.pth | blocks.0.mlp.b_out | 128 | 4.471719658060465
          nanda_mod_addition_no_wd.pth | unembed.W_U | 128x114 | 472.67599868349134
          pizza_p71frej8t7.pt | embed.weight | 59x256 | 54.85804223238301
          pizza_p71frej8t7.pt | unembed.weight | 59x256 | -506.7851481771195
          pizza_p71frej8t7.pt | l1.weight | 256x256 | 534.8711172245402
          pizza_p71frej8t7.pt | l1.bias | 256 | 1460.5341795585573
          pizza_p71frej8t7.pt | l2.weight | 256x256 | 46565.17898223633
          pizza_p71frej8t7.pt | l2.bias | 256 | 559.1511858664453
          pizza_p99zdpze5l.pt | embed.W_E | 128x59 | 521.985270254474
          pizza_p99zdpze5l.pt | pos_embed.W_pos | 2x128 | -118.34544186550193
          pizza_p99zdpze5l.pt | unembed.W_U | 128x59 | 15.567058826738503
          pizza_p99zdpze5l.pt | blocks.0.attn.W_K | 4x32x128 | -2.604185536586716e-15
          pizza_p99zdpze5l.pt | blocks.0.attn.W_Q | 4x32x128 | -2.453309884986982e-15
          pizza_p99zdpze5l.pt | blocks.0.attn.W_V | 4x32x128 | -1053.9031498923391
          pizza_p99zdpze5l.pt | blocks.0.attn.W_O | 128x128 | 559.5881440516387
          pizza_p99zdpze5l.pt | blocks.0.attn.mask | 2x2 | 8.0
          pizza_p99zdpze5l.pt | blocks.0.mlp.W_in | 512x128 | -844.0473842312078
          pizza_p99zdpze5l.pt | blocks.0.mlp.b_in | 512 | 319.3174953220878
          pizza_p99zdpze5l.pt | blocks.0.mlp.W_out | 128x512 | 50.66010814705672
          pizza_p99zdpze5l.pt | blocks.0.mlp.b_out | 128 | 0.31614143079036694
          universality_C113_MLP_seed1.pt | W_x | 113x256 | 223.48052508550518
          universality_C113_MLP_seed1.pt | W_y | 113x256 | 85.28069311034051
          universality_C113_MLP_seed1.pt | W | 512x128 | -1051.9192448120211
          universality_C113_MLP_seed1.pt | W_U | 128x113 | 17842.600383299636
          universality_C113_T_seed1.pt | x_embed | 114x128 | -267.95528209823715
          universality_C113_T_seed1.pt | y_embed | 114x128 | -267.95528209823715
          universality_C113_T_seed1.pt | embed.W_E | 114x128 | -267.95528209823715
          universality_C113_T_seed1.pt | pos_embed.W_pos | 3x128 | 98.31575357157999
          universality_C113_T_seed1.pt | blocks.0.attn.W_Q | 4x128x32 | -154.66644302697387
          universality_C113_T_seed1.pt | blocks.0.attn.W_K | 4x128x32 | 153.66092409910925
          universality_C113_T_seed1.pt | blocks.0.attn.W_V | 4x128x32 | -300.5936844898415
          universality_C113_T_seed1.pt | blocks.0.attn.W_O | 4x32x128 | 875.0724485677104
          universality_C113_T_seed1.pt | blocks.0.attn.b_Q | 4x32 | 0.0
          universality_C113_T_seed1.pt | blocks.0.attn.b_K | 4x32 | 0.0
          universality_C113_T_seed1.pt | blocks.0.attn.b_V | 4x32 | 0.0
          universality_C113_T_seed1.pt | blocks.0.attn.b_O | 128 | 0.0
          universality_C113_T_seed1.pt | blocks.0.attn.mask | 3x3 | 34.0
          universality_C113_T_seed1.pt | blocks.0.attn.IGNORE |  | -100000.0
          universality_C113_T_seed1.pt | blocks.0.mlp.W_in | 128x512 | -1784.339713874389
          universality_C113_T_seed1.pt | blocks.0.mlp.b_in | 512 | 0.0
          universality_C113_T_seed1.pt | blocks.0.mlp.W_out | 512x128 | -437.89862804220866
          universality_C113_T_seed1.pt | blocks.0.mlp.b_out | 128 | 0.0
          universality_C113_T_seed1.pt | unembed.W_U | 128x113 | -30.52074003991038
          universality_C113_T_seed1.pt | unembed.b_U | 113 | 0.0
          """)
  void tensor(String file, String name, String shape, double sum) throws IOException {
    try (ForeignRun run = open(file)) {
      assertThat(run.snapshots()).hasSize(1);
      ForeignTensor tensor = Fixtures.tensor(run, name);
      assertThat(tensor.shape().stream().map(String::valueOf).collect(Collectors.joining("x")))
          .isEqualTo(shape == null ? "" : shape);
      double[] values = tensor.values();
      double found = 0;
      for (int i = 0; i < values.length; i++) {
        found += Double.isFinite(values[i]) ? values[i] * (i % 97 + 1) : 0;
      }
      assertThat(found).isCloseTo(sum, org.assertj.core.data.Offset.offset(1e-8));
    }
  }

  /** What stands beside the weights of Nanda's run. */
  @Test
  void nanda() throws IOException {
    try (ForeignRun run = open("nanda_mod_addition_no_wd.pth")) {
      assertThat(run.snapshots().get(0).tensors()).hasSize(12);
      assertThat(Fixtures.steps(run)).containsExactly(5000L);
      assertThat(run.lists()).containsOnlyKeys("train_losses", "test_losses");
      assertThat(run.lists().get("train_losses")).hasSize(5000).startsWith(4.778010574832502);
      assertThat(run.settings())
          .containsEntry("epoch", "4999")
          .containsEntry("optimizer.param_groups.0.weight_decay", "0.0")
          .containsEntry("optimizer.param_groups.0.betas.1", "0.98")
          .containsEntry("scheduler.last_epoch", "5000");
    }
  }

  @Test
  void pizza() throws IOException {
    try (ForeignRun run = open("pizza_p99zdpze5l.pt")) {
      assertThat(Fixtures.steps(run)).containsExactly(-1L);
      assertThat(run.settings())
          .containsEntry("config.C", "59")
          .containsEntry("config.attn_coeff", "0")
          .containsEntry("config.funcs", "lambda x: (x[0]+x[1])%59");
    }
  }

  @Test
  void universality() throws IOException {
    try (ForeignRun run = open("universality_C113_T_seed1.pt")) {
      assertThat(run.snapshots().get(0).tensors()).hasSize(20);
      List<String> embeddings =
          Arrays.asList(
              Fixtures.tensor(run, "x_embed").identity(),
              Fixtures.tensor(run, "y_embed").identity(),
              Fixtures.tensor(run, "embed.W_E").identity());
      assertThat(embeddings.stream().distinct()).hasSize(1);
      assertThat(Fixtures.tensor(run, "unembed.W_U").identity()).isNotIn(embeddings);
    }
  }
}
