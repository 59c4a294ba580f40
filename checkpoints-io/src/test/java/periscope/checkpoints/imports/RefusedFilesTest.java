package periscope.checkpoints.imports;

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
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.TensorSpec;

/** What is not read is refused with a sentence that says what to do. */
class RefusedFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          legacy.pt | : expected a zip file, found a pickle, as PyTorch before 1.6 wrote them; load it in PyTorch and save it again with torch.save(torch.load(FILE), FILE)
          quantized.pt | : w is made of torch._utils._rebuild_qtensor, which is not read; save a plain tensor of float32
          complex.pt | : w is made of torch.ComplexFloatStorage, which is not read; save a plain tensor of float32
          numpy_complex.pt | : spectrum is made of a NumPy array of type c8, which is not read; save a plain tensor of float32
          extended.pkl | : w is made of a NumPy array of type f16, which is not read; save a plain tensor of float32
          no_tensors.pt | : expected a dict of tensors, found a dict of 1 without any
          mismatch.pt | : expected one number in epochs for each of the 2 entries of state_dicts, found 1
          overlapping.pt | : overlapping/data.pkl: byte 162: a tensor in overlapping/data/0: strides [1, 1] of shape [3, 3] make values overlap; save a contiguous copy of it
          script.pt | : expected a checkpoint, found a TorchScript program; load it in PyTorch and save its state_dict()
          whole_module.pt | : it holds an object of the class torch.nn.modules.container.Sequential, which only that class can read; where the class is at hand, load it and save model.state_dict()
          objects.npy | : arrays of Python objects are not read; save it with a number type
          records.npy | : arrays of records are not read; save one array per field
          unsigned.npy | : values of type <u4 are not read; save it as float32
          lzf.h5 | : /w: its values are compressed with lzf (filter 32000), which is not read; store them with gzip
          external.h5 | : /w: its values are kept in other files, which is not read
          virtual.h5 | : /w: its values are kept in other files, which is not read
          unsigned.h5 | : /w: values of type uint32 are not read; save it as float32
          long_double.h5 | : /w: values of type float128 are not read; save it as float32
          text_only.h5 | : it is an HDF5 file without weights that could be read
          expected.json | : expected a PyTorch, safetensors, npy, npz or HDF5 file, found something else
          """)
  void ofTheFixtures(String name, String sentence) {
    assertRefused(Fixtures.file(name), Fixtures.file(name) + sentence);
  }

  private static void assertRefused(Path file, String sentence) {
    assertThatThrownBy(() -> ForeignFiles.open(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessage(sentence);
  }

  @Test
  void missing() {
    Path file = folder.resolve("w.pt");
    assertThatThrownBy(() -> ForeignFiles.open(List.of(file)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(file + ": there is no such file");
  }

  @Test
  void nothing() {
    assertThatThrownBy(() -> ForeignFiles.open(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected files or a folder to import, found none");
  }

  @Test
  void empty() throws IOException {
    Path file = Files.createFile(folder.resolve("w.pt"));
    assertRefused(
        file,
        file + ": expected a PyTorch, safetensors, npy, npz or HDF5 file, found an empty file");
  }

  @Test
  void folderWithoutCheckpoints() throws IOException {
    Files.writeString(folder.resolve("README"), "nothing here");
    Files.createDirectory(folder.resolve("more"));
    assertRefused(
        folder,
        folder
            + ": expected PyTorch, safetensors, npy, npz or HDF5 files in this folder, found none"
            + " among 2 entries");
  }

  @Test
  void folderOfSeveralForms() throws IOException {
    for (String name : List.of("cuda.pt", "all.safetensors")) {
      Files.copy(Fixtures.file(name), folder.resolve(name));
    }
    assertRefused(
        folder,
        folder
            + ": expected files of one form, found PyTorch and safetensors files; name those to"
            + " import");
  }

  @Test
  void damagedNeighbour() throws IOException {
    Files.copy(Fixtures.file("cuda.pt"), folder.resolve("step_1.pt"));
    byte[] bytes = Files.readAllBytes(Fixtures.file("cuda.pt"));
    Files.write(folder.resolve("step_2.pt"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(
        folder,
        folder.resolve("step_2.pt")
            + ": expected a zip file's list of members at its end, found none; it was cut short");
  }

  @Test
  void aRunOfPeriscope() throws IOException {
    Path file = folder.resolve("run.h5");
    RunHeader header =
        new RunHeader(
            "{}",
            java.util.Map.of(),
            List.of(new TensorSpec("w", List.of(2))),
            List.of(),
            List.of());
    try (RunWriter writer = RunWriter.create(file, header, new int[0], false)) {
      writer.checkpoint(0, List.of(new float[2]), List.of());
    }
    assertRefused(file, file + " is a run file of Periscope already: use it as it is");
  }

  @Test
  void flippedByteOfATensor() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.file("formats.pt"));
    try (ForeignRun run = ForeignFiles.open(List.of(Fixtures.file("formats.pt")))) {
      byte[] wanted =
          java.nio.ByteBuffer.allocate(4)
              .order(java.nio.ByteOrder.LITTLE_ENDIAN)
              .putFloat((float) Fixtures.tensor(run, "float32").values()[3])
              .array();
      int at = indexOf(bytes, wanted);
      bytes[at + 1] ^= 0x40;
    }
    Path damaged = Files.write(folder.resolve("formats.pt"), bytes);
    try (ForeignRun run = ForeignFiles.open(List.of(damaged))) {
      assertThat(Fixtures.tensor(run, "float64").values()).hasSize(6);
      assertThatThrownBy(() -> Fixtures.tensor(run, "float32").values())
          .isInstanceOf(ForeignFileException.class)
          .hasMessageMatching(
              "\\Q"
                  + damaged
                  + "\\E: formats/data/1: expected bytes with the checksum "
                  + "[0-9a-f]{8}, found [0-9a-f]{8}; the file is damaged");
    }
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }
}
