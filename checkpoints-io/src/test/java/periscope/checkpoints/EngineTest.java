package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader in Java gives the same bits as the native one. */
class EngineTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  /** Sizes around the first blocks of HDF5's index: 4 chunks of 8 rows, then 16, 32, 32, 64… */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 32, 33, 165, 700})
  void readsRunsOfAnyLength(int checkpoints) throws IOException {
    RunHeader header =
        new RunHeader(
            "{}", Map.of(), List.of(new TensorSpec("w", List.of(2, 3))), List.of(), List.of());
    try (RunWriter writer = RunWriter.create(file, header, new int[0], false)) {
      for (int i = 0; i < checkpoints; i++) {
        writer.checkpoint(i, TestRuns.parameters(header, i), List.of());
      }
    }
    try (RunReader reader = Engines.open(Engine.JAVA, file)) {
      assertThat(reader.steps()).hasSize(checkpoints);
      for (int i = 0; i < checkpoints; i++) {
        TestRuns.assertSameBits(reader.snapshot(i).values(), TestRuns.parameters(header, i));
      }
    }
  }

  @Test
  void readsAllOfARun() throws IOException {
    TestRuns.write(file, 21);
    try (RunWriter writer = RunWriter.resume(file)) {
      TestRuns.write(writer, 21);
    }
    assertSame();
  }

  /** Everything that a run's reader offers, from both. */
  private void assertSame() throws IOException {
    try (RunReader ours = Engines.open(Engine.JAVA, file);
        RunReader theirs = Engines.open(Engine.NATIVE, file)) {
      TestRuns.verify(ours, 0);
      TestRuns.verifyOptimizer(ours);
      assertThat(ours.spec()).isEqualTo(theirs.spec());
      assertThat(ours.provenance()).isEqualTo(theirs.provenance());
      assertThat(ours.train()).isEqualTo(theirs.train());
      assertThat(ours.parameters()).isEqualTo(theirs.parameters());
      assertThat(ours.optimizer()).isEqualTo(theirs.optimizer());
      assertThat(ours.metrics()).isEqualTo(theirs.metrics());
      assertThat(ours.steps()).isEqualTo(theirs.steps());
      assertThat(ours.metricSteps()).isEqualTo(theirs.metricSteps());
      for (TensorSpec tensor : ours.parameters()) {
        List<float[]> rows = new ArrayList<>();
        ours.forEachSnapshotOf(tensor.name(), (step, row) -> rows.add(row));
        List<float[]> expected = new ArrayList<>();
        theirs.forEachSnapshotOf(tensor.name(), (step, row) -> expected.add(row));
        TestRuns.assertSameBits(rows, expected);
        int last = tensor.size() - 1;
        assertThat(TestRuns.bits(ours.weightOverSteps(tensor.name(), last)))
            .isEqualTo(TestRuns.bits(theirs.weightOverSteps(tensor.name(), last)));
      }
    }
  }

  @Test
  void readsHundredsOfTensorsAndLongTexts() throws IOException {
    List<TensorSpec> tensors = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      tensors.add(new TensorSpec("blocks." + i + ".mlp/ő", List.of(1 + i % 3)));
    }
    Map<String, String> provenance = new java.util.TreeMap<>();
    for (int i = 0; i < 40; i++) {
      provenance.put("key " + i, "value é ".repeat(i * 40));
    }
    RunHeader header =
        new RunHeader("ő\n".repeat(300_000), provenance, tensors, List.of(), List.of("a", "a/b"));
    try (RunWriter writer = RunWriter.create(file, header, new int[] {5}, false)) {
      writer.checkpoint(7, TestRuns.parameters(header, 7), List.of());
    }
    try (RunReader reader = Engines.open(Engine.JAVA, file)) {
      assertThat(reader.spec()).isEqualTo(header.spec());
      assertThat(reader.provenance()).isEqualTo(provenance);
      assertThat(reader.parameters()).isEqualTo(tensors);
      assertThat(reader.metrics()).containsExactly("a", "a/b");
      TestRuns.assertSameBits(reader.snapshot(0).values(), TestRuns.parameters(header, 7));
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsMeasures(Engine writing) throws IOException {
    SeriesSpec loss = new SeriesSpec("loss", List.of(), Map.of("unit", "nat", "empty", ""));
    SeriesSpec norm = new SeriesSpec("loss/by-key", List.of(5, 2), Map.of());
    try (SeriesWriter writer =
        Engines.with(
            writing,
            () ->
                SeriesWriter.create(
                    file, "periscope-measures", Map.of("run", "é"), List.of(loss, norm)))) {
      for (int i = 0; i < 2000; i++) {
        double[] row = new double[10];
        row[i % 10] = Double.longBitsToDouble(0x7ff8_0000_0000_0000L + i);
        writer.append(i * 10L, List.of(new double[] {i / 3.0}, row));
      }
      writer.constant("keys", List.of(3), new int[] {4, -7, Integer.MIN_VALUE}, Map.of("a", "b"));
      writer.constant("keys/none", List.of(0), new int[0], Map.of());
      writer.constant("keys/share", List.of(2), new double[] {0.5, -0.0}, Map.of());
      writer.constant("half", 1L << 52, Map.of());
      writer.absent("generalised", "never");
      writer.commit();
    }
    try (SeriesReader ours = open(Engine.JAVA);
        SeriesReader theirs = open(Engine.NATIVE)) {
      assertThat(ours.attributes()).isEqualTo(theirs.attributes());
      assertThat(ours.steps()).isEqualTo(theirs.steps()).hasSize(2000);
      assertThat(ours.ids()).isEqualTo(theirs.ids()).containsExactly("loss", "loss/by-key");
      assertThat(ours.constants()).isEqualTo(theirs.constants()).hasSize(4);
      assertThat(ours.absent()).isEqualTo(theirs.absent()).containsExactly("generalised");
      assertThat(ours.absentReason("generalised")).contains("never");
      List<String> ids = new ArrayList<>(ours.ids());
      ids.addAll(ours.constants());
      for (String id : ids) {
        assertThat(ours.shape(id)).isEqualTo(theirs.shape(id));
        assertThat(ours.attributes(id)).isEqualTo(theirs.attributes(id));
        assertThat(bits(ours.all(id))).isEqualTo(bits(theirs.all(id)));
      }
      assertThat(bits(ours.row("loss/by-key", 1777)))
          .isEqualTo(bits(theirs.row("loss/by-key", 1777)));
    }
  }

  private SeriesReader open(Engine engine) throws IOException {
    return Engines.with(engine, () -> SeriesReader.open(file, "periscope-measures"));
  }

  private static long[] bits(double[] values) {
    return java.util.Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void refusesAnUnknownEngine() throws IOException {
    TestRuns.write(file, 1);
    System.setProperty(Engine.PROPERTY, "netcdf");
    try {
      assertThatThrownBy(() -> RunReader.open(file))
          .isInstanceOf(IOException.class)
          .hasMessage("system property periscope.hdf5: expected native or java, found netcdf");
    } finally {
      System.clearProperty(Engine.PROPERTY);
    }
  }
}
