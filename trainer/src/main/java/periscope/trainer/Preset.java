package periscope.trainer;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import periscope.models.spec.Names;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;

/** Named, published set-ups: one YAML resource each, in the form of a {@link RunSpec}. */
public final class Preset {
  /** Their names, in the order in which they are listed. */
  public static final List<String> NAMES =
      List.of(
          "pair-mod67",
          "pair-circle5",
          "pair-gen-mem",
          "pair-gen-mem-gen",
          "pair-parity",
          "pair-parity-l2",
          "nanda-mainline",
          "power-x+y",
          "power-x-y",
          "power-x-over-y",
          "power-x2+y2",
          "power-x3+xy",
          "power-s5",
          "slingshot",
          "omnigrok-modadd-free",
          "omnigrok-modadd-constrained",
          "omnigrok-mnist",
          "pizza-clock",
          "pizza-pizza",
          "universality-c113-mlp",
          "gromov",
          "merrill-parity",
          "k-sparse-1");

  private static final SpecMapper YAML =
      new SpecMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private Preset() {}

  /**
   * A preset's text, as YAML with its comments.
   *
   * @throws SpecException if there is none of this name; the message names the nearest
   */
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new SpecException(
          String.format(Locale.ROOT, "there is no preset %s; %s", name, Names.suggest(name, NAMES)),
          null);
    }
    String resource = "presets/" + name + ".yaml";
    try (InputStream in =
        Objects.requireNonNull(Preset.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A preset's specification. */
  public static RunSpec spec(String name) {
    return YAML.read(text(name), RunSpec.class, "preset " + name);
  }

  /** The mapper for YAML, in which presets and users' own specifications are written. */
  public static SpecMapper yaml() {
    return YAML;
  }
}
