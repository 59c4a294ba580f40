package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.probes.MeasureFile;
import periscope.probes.RunContext;

/** The example of a probe in docs/, built and used as its readers do. */
class PluginTest {
  private static final Path EXAMPLE = Path.of("../docs/examples/dead-neurons/src/main");

  @TempDir private Path folder;

  @Test
  void theExampleIsFoundOnTheClassPathAndMeasures() throws IOException {
    String run = folder.resolve("run.h5").toString();
    assertThat(CommandLineRun.of("train", "pair-circle5", "--steps", "30", "--out", run).code())
        .isZero();
    assertThat(CommandLineRun.of("probe", run, "--list").out()).doesNotContain("neurons/dead");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {jar().toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(CommandLineRun.of("probe", run, "--list").out())
          .contains("share of the last layer's neurons that are 0 for every input");
      assertThat(CommandLineRun.of("probe", run).out()).contains("neurons/dead");
    } finally {
      thread.setContextClassLoader(before);
    }
    try (MeasureFile file = MeasureFile.open(MeasureFile.pathFor(Path.of(run)));
        RunContext context = RunContext.open(Path.of(run))) {
      assertThat(file.spec("neurons/dead").probe()).isEqualTo("dead-neurons");
      int steps = file.steps().length;
      for (int i = 0; i < steps; i++) {
        assertThat(file.row("neurons/dead", i)[0])
            .isCloseTo(dead(context.analysis(i).neurons().values(), 5), within(1e-15));
      }
    }
  }

  /** Neurons whose largest value is 0, which ReLU leaves of them. */
  private static double dead(double[] neurons, int count) {
    int dead = 0;
    for (int neuron = 0; neuron < count; neuron++) {
      double largest = 0;
      for (int at = neuron; at < neurons.length; at += count) {
        largest = Math.max(largest, neurons[at]);
      }
      dead += largest == 0 ? 1 : 0;
    }
    return (double) dead / count;
  }

  private Path jar() throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.walk(EXAMPLE.resolve("java"))) {
      List<Path> java = sources.filter(file -> file.toString().endsWith(".java")).toList();
      var options =
          List.of(
              "-Xlint:all",
              "-Werror",
              "-proc:none",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      assertThat(
              compiler
                  .getTask(
                      messages, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
                  .call())
          .as(messages.toString())
          .isTrue();
    }
    Path jar = folder.resolve("dead-neurons.jar");
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
      copy(classes, zip.getPath("/"));
      copy(EXAMPLE.resolve("resources"), zip.getPath("/"));
    }
    return jar;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
