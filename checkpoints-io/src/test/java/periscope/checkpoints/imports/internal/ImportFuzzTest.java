package periscope.checkpoints.imports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.imports.Fixtures;

/**
 * Damaged files of each form: values or a sentence, nothing else; memory that fits the file; and an
 * end. In the normal build 2,000 inputs each, with {@code -Pfuzz} 100,000. The time limit is there
 * to end a hang.
 */
@Tag("fuzz")
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ImportFuzzTest {
  private static final long SEED = 20_260_101;

  @TempDir Path folder;

  static List<byte[]> fixtures(String suffix) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Fixtures.file("."))) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(suffix)) {
          seeds.add(Files.readAllBytes(file));
        }
      }
    }
    return seeds;
  }

  private void files(String suffix) throws IOException {
    Path file = folder.resolve("w" + suffix);
    run(suffix, fixtures(suffix), file.toString(), bytes -> Fuzz.open(Files.write(file, bytes)));
  }

  private static void run(String what, List<byte[]> seeds, String where, Fuzz.Reading reading) {
    Fuzz fuzz = new Fuzz();
    fuzz.run(Fuzz.inputs(), new Mutator(SEED, seeds), where, reading);
    System.out.println("fuzz " + what + ": " + fuzz);
    assertThat(fuzz.toString()).contains("read=").contains("Exception=");
  }

  @Test
  void torchZip() throws IOException {
    files(".pt");
  }

  @Test
  void npz() throws IOException {
    files(".npz");
  }

  @Test
  void npy() throws IOException {
    files(".npy");
  }

  @Test
  void safetensors() throws IOException {
    files(".safetensors");
  }

  /** Pickles in archives that are as they should be: checksums would hide most of the damage. */
  @Test
  void pickle() throws IOException {
    List<byte[]> pickles = new ArrayList<>();
    Path archive = folder.resolve("storages.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < 64; i++) {
        ZipMembersTest.add(zip, "data/" + i, new byte[1024]);
      }
    }
    Map<String, ZipMember> members = ZipMembers.read(archive);
    for (String name :
        List.of(
            "optimizer",
            "views",
            "formats",
            "state_dicts",
            "checkpoints",
            "by_step",
            "by_name",
            "protocol_2",
            "protocol_4",
            "protocol_5",
            "numpy_2",
            "numpy_5",
            "numpy_steps",
            "whole_module")) {
      ZipMember member = ZipMembers.read(Fixtures.file(name + ".pt")).get(name + "/data.pkl");
      byte[] bytes = new byte[(int) java.util.Objects.requireNonNull(member).size()];
      member.plain().read(0, bytes, bytes.length);
      pickles.add(bytes);
    }
    run(
        "pickle",
        pickles,
        "storages.pt",
        bytes -> {
          TorchWorld world = new TorchWorld(members, "", java.nio.ByteOrder.LITTLE_ENDIAN);
          Contents contents =
              new TorchContents(archive, Form.TORCH)
                  .read(PickleReader.read("storages.pt", bytes, world));
          for (var tensor : contents.snapshots().get(0).tensors()) {
            tensor.values();
          }
        });
  }

  @Test
  void pickleAlone() throws IOException {
    files(".pkl");
  }

  @Test
  void hdf5() throws IOException {
    files(".h5");
  }
}
