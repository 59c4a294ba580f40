package periscope.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import periscope.models.kernel.Blas;

/** Where a run's bits come from: what made them, on what, when. */
public final class Provenance {
  private static final Properties BUILD = build();

  private Provenance() {}

  /** The software's version, such as {@code 0.1.0-SNAPSHOT}. */
  public static String version() {
    return BUILD.getProperty("git.build.version", "unknown");
  }

  /** The source revision that it was built from, {@code unknown} outside a checkout. */
  public static String revision() {
    return BUILD.getProperty("git.commit.id.abbrev", "unknown")
        + ("true".equals(BUILD.getProperty("git.dirty")) ? " with local changes" : "");
  }

  /** Attribute names and values for a file made now by this software. */
  public static Map<String, String> ofSoftware() {
    var provenance = new LinkedHashMap<String, String>();
    provenance.put(
        "created", Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
    provenance.put("software", "Periscope " + version());
    provenance.put("revision", revision());
    return provenance;
  }

  /** The same for a run trained now, here. */
  static Map<String, String> collect(long seed) {
    Map<String, String> provenance = ofSoftware();
    provenance.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
    provenance.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    provenance.put("cpu", cpu());
    provenance.put("blas", "OpenBLAS " + Blas.coreName());
    provenance.put("seed", Long.toString(seed));
    return provenance;
  }

  private static String cpu() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (var lines = Files.lines(info, StandardCharsets.UTF_8)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
      } catch (IOException e) {
        return "unknown";
      }
    }
    return System.getProperty("os.arch");
  }

  private static Properties build() {
    var properties = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
