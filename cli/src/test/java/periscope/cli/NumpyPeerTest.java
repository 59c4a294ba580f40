package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.testing.ExternalTool;
import periscope.testing.Result;

/**
 * All measures of a transformer on addition against those of an implementation in NumPy, in both
 * its forms, rewritten for speed and as the definitions read: every number at every checkpoint to
 * 1e-9 of the largest, which is far above what roundings of sums in another order leave (6e-12 over
 * a run of {@code nanda-mainline}).
 */
class NumpyPeerTest {
  private static final Path CHECK = Path.of("../benchmarks/check_probes.py");

  private static final String BY_DEFINITION = "--by-definition";

  /**
   * What training leads to seldom: points on a line, which form parallelograms; points with two
   * components only; neurons that are never active.
   */
  private static final String PLANT =
      """
      import sys
      import h5py
      import numpy as np

      with h5py.File(sys.argv[1], "r+") as file:
          del file["crc"]
          points, bias = file["params/embed.W_E"], file["params/blocks.0.mlp.b_in"]
          p, width = points.shape[1] - 1, points.shape[2]
          random = np.random.default_rng(0)
          x, y = random.normal(size=(2, width)) / 8
          t = np.arange(p)
          points[1, :p] = np.outer(t, x) + 1e-3 * random.normal(size=(p, width))
          points[2, :p] = np.outer(np.cos(6 * np.pi * t / p), x) + np.outer(np.sin(6 * np.pi * t / p), y)
          bias[3] -= 100
          bias[4, ::2] -= 100
      """;

  private static final String CHANGE =
      """
      import sys
      import h5py

      with h5py.File(sys.argv[1], "r+") as file:
          file["loss/test"][2] *= 1 + 1e-8
          del file["rqi/modular"]
      """;

  @TempDir private static Path folder;
  private static ExternalTool python;

  @BeforeAll
  static void trainOnce() {
    python = ExternalTool.h5py();
    var trained =
        CommandLineRun.of(
            "train",
            "nanda-mainline",
            "--set",
            "task.modulus=13",
            "--set",
            "model.dModel=24",
            "--set",
            "model.heads=2",
            "--set",
            "model.dHead=12",
            "--set",
            "model.dMlp=96",
            "--set",
            "split.fraction=0.9",
            "--set",
            "optimizer.learningRate=0.003",
            "--set",
            "seed=2",
            "--steps",
            "3000",
            "--checkpoints",
            "every:500",
            "--out",
            folder.resolve("trained.h5").toString());
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @Test
  void measuresOfATrainedRunAgree() throws IOException {
    Path run = probed("measured.h5");
    assertThat(check(run).succeeded())
        .contains("excluded/per-key/train", "restricted-cube/test", "circles/pizza-fve")
        .contains(" measures, 0 of them differ");
    assertThat(check(run, BY_DEFINITION).succeeded()).contains(" measures, 0 of them differ");
  }

  @Test
  void measuresOfPlantedWeightsAgree() throws IOException {
    Path run = copy("planted.h5");
    python.run("-c", PLANT, run.toString()).succeeded();
    assertThat(check(probed(run)).succeeded()).contains(" measures, 0 of them differ");
    assertThat(check(run, BY_DEFINITION).succeeded()).contains(" measures, 0 of them differ");
  }

  @Test
  void theCheckFindsWhatDiffers() throws IOException {
    Path run = probed("changed.h5");
    python.run("-c", CHANGE, folder.resolve("changed.probes.h5").toString()).succeeded();
    Result check = check(run);
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out().lines().filter(line -> line.startsWith("DIFFERS")))
        .satisfiesExactly(
            line -> assertThat(line).matches("DIFFERS +1\\.0e-08  loss/test"),
            line -> assertThat(line).contains("rqi/modular  only the peer has it"));
  }

  private static Path copy(String name) throws IOException {
    return Files.copy(folder.resolve("trained.h5"), folder.resolve(name));
  }

  private static Path probed(String name) throws IOException {
    return probed(copy(name));
  }

  private static Path probed(Path run) {
    var probe = CommandLineRun.of("probe", run.toString());
    assertThat(probe.code()).as(probe.err()).isZero();
    return run;
  }

  private static Result check(Path run, String... form) throws IOException {
    var arguments = new ArrayList<>(List.of("-B", CHECK.toString(), run.toString()));
    Collections.addAll(arguments, form);
    return python.run(Duration.ofMinutes(1), arguments);
  }
}
