package periscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignFiles;
import periscope.checkpoints.imports.ForeignRun;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.Importer;
import periscope.checkpoints.imports.Layout;
import periscope.checkpoints.imports.Layouts;
import periscope.checkpoints.imports.Mapping;
import periscope.checkpoints.imports.Stacking;
import periscope.checkpoints.imports.TensorsLayout;
import periscope.models.net.Model;
import periscope.models.net.ModelSpec;
import periscope.models.net.ParameterSpec;
import periscope.models.net.TensorsSpec;
import periscope.models.spec.SpecMapper;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Task;
import periscope.models.task.TaskSpec;
import periscope.trainer.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope import}. */
@Command(
    name = "import",
    description = {
      "Make a run of checkpoints that others saved: PyTorch, safetensors, NumPy, HDF5.",
      "Nothing in the files is executed."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  periscope import full_run_data.pth --task modular-addition --split python-random:0,0.3 --out nanda.h5"
    })
final class ImportCommand implements Callable<Integer> {
  /** Settings that say nothing of the run: which weights the optimiser counts, and its clock. */
  private static final Pattern BOOKKEEPING =
      Pattern.compile("optimizer\\.state\\.|.*param_groups\\.\\d+\\.params\\.|scheduler\\.");

  private static final long LONGEST_DISTANCE = 1_000_000_000;

  /** Settings that are kept; a run file is slow to open with thousands of them. */
  private static final int MOST_SETTINGS = 500;

  private static final int LONGEST_KEY = 200;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "A file, several, or a folder with a file for each checkpoint.")
  private List<Path> paths = List.of();

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "modular-addition, modular-subtraction or modular-multiplication; the modulus follows from the shapes, or is checked: modular-addition:113. Only --layout tensors does without.")
  private @Nullable String task;

  @Option(
      names = "--pairs",
      paramLabel = "WHICH",
      description = "ordered or unordered; by default what is usual for the layout.")
  private String pairs = "";

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "nanda, transformerlens, pizza, pizza-linear, universality-mlp, pair, or a YAML file of your own; tensors if the architecture is not known; auto by default.")
  private String layout = "auto";

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "The training examples: python-random:SEED,FRACTION, torch-randperm:SEED,FRACTION, all-train, or a file of indices. Without it only measures over all examples are given.")
  private @Nullable String split;

  @Option(
      names = "--steps",
      paramLabel = "STEPS",
      description = "When the checkpoints were saved, if the files do not say: every:100 or 0,5,9.")
  private @Nullable String steps;

  @Option(
      names = "--metrics-every",
      paramLabel = "K",
      description = "Steps between the entries of loss lists, if they do not follow.")
  private @Nullable Long metricsEvery;

  @Option(
      names = "--stacked",
      paramLabel = "WHEN",
      description = "Whether axis 0 of arrays counts checkpoints: auto, yes or no.")
  private Stacking stacking = Stacking.AUTO;

  @Mixin private ArchitectureOptions architecture = new ArchitectureOptions();

  @Mixin private TensorsOptions tensors = new TensorsOptions();

  @Option(names = "--name", paramLabel = "NAME", description = "What to call the run.")
  private @Nullable String name;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN.h5",
      description = "The run file to write.")
  private Path out = Path.of("");

  @Option(names = "--force", description = "Replace an existing file.")
  private boolean force;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    tensors.requireUseful(layout);
    requireMetricsEvery();
    OutputFiles.requireFree(force, out);
    OutputFiles.requireOther(paths, out);
    try (ForeignRun source = ForeignFiles.open(paths, stacking)) {
      List<String> notes = new ArrayList<>();
      Imported imported =
          layout.equals(TensorsLayout.NAME) ? tensors(source, notes) : known(source);
      Mapping mapping = imported.mapping();
      Task examples = imported.task().task();
      requireParameters(imported.model().model(examples), mapping);
      Optional<ImportSplit> chosen = split(source, examples.size());
      long[] at = ImportSteps.of(steps, source.snapshots(), notes);
      var every = metricsEvery == null ? OptionalLong.empty() : OptionalLong.of(metricsEvery);
      var importer = new Importer(source, mapping, at, every);
      notes.addAll(importer.notes());
      importer.write(
          out,
          force,
          spec(imported, chosen),
          provenance(source, mapping, notes),
          chosen.map(it -> it.split().train()).orElse(new int[0]),
          done -> {});
      if (imported.model().type().equals(TensorsLayout.NAME)) {
        notes.add(
            "Only tensors are known: what needs a forward pass, such as losses, will not be given.");
      } else if (chosen.isEmpty()) {
        notes.add(
            "Without --split nobody knows which examples were trained on: only measures over all examples will be given.");
      }
      say(source, mapping, at, notes);
    }
    return 0;
  }

  private void requireMetricsEvery() {
    if (metricsEvery != null && (metricsEvery < 1 || metricsEvery > LONGEST_DISTANCE)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--metrics-every is %d, expected 1 to %d",
              metricsEvery,
              LONGEST_DISTANCE));
    }
  }

  /** What a file turns out to be. */
  private record Imported(Mapping mapping, TaskSpec task, ModelSpec model) {}

  private Imported known(ForeignRun source) throws IOException {
    if (task == null) {
      throw new IllegalArgumentException(
          "--task is missing, expected such as --task modular-addition; only --layout tensors does without");
    }
    Mapping mapping = map(source.snapshots().getFirst());
    ModularArithmetic taskSpec = ImportTask.of(task, pairs, mapping);
    String model = mapping.model(architecture.choices(), source.settings());
    return new Imported(
        mapping,
        taskSpec,
        SpecMapper.json()
            .read(
                SpecMapper.json().tree(model, layout),
                ModelSpec.class,
                "layout " + mapping.layout()));
  }

  private Imported tensors(ForeignRun source, List<String> notes) {
    TensorsLayout found = TensorsLayout.of(source.snapshots());
    notes.addAll(found.notes());
    TensorsSpec model = tensors.model(found.mapping());
    return new Imported(found.mapping(), TensorsOptions.task(task, pairs, model), model);
  }

  private Optional<ImportSplit> split(ForeignRun source, int size) throws IOException {
    if (size == 0) {
      if (split != null) {
        throw new IllegalArgumentException("--split needs --task: it is of the task's examples");
      }
      return Optional.empty();
    }
    return split == null
        ? ImportSplit.ofFile(source.indices(), size)
        : Optional.of(ImportSplit.of(split, size));
  }

  private Mapping map(ForeignSnapshot first) throws IOException {
    if (layout.equals("auto")) {
      return Layouts.detect(first);
    }
    Path file = Path.of(layout);
    return Layouts.map(
        Files.isRegularFile(file) ? Layout.read(file) : Layouts.named(layout), first);
  }

  /** A layout may promise parameters that the architecture does not have; ours do not. */
  private static void requireParameters(Model model, Mapping mapping) {
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    mapping.parameters().forEach(tensor -> found.put(tensor.name(), tensor.shape()));
    for (ParameterSpec wanted : model.parameters()) {
      List<Integer> shape = found.remove(wanted.name());
      if (!wanted.shape().equals(shape)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the model has a parameter %s of shape %s, but the layout %s gives it %s",
                wanted.name(),
                wanted.shape(),
                mapping.layout(),
                shape == null ? "none" : "the shape " + shape));
      }
    }
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the layout %s gives parameters that the model does not have: %s",
              mapping.layout(),
              String.join(", ", found.keySet())));
    }
  }

  private String spec(Imported imported, Optional<ImportSplit> chosen) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("name", name == null ? String.valueOf(paths.getFirst().getFileName()) : name);
    spec.put("description", "Imported from " + sourceName() + ".");
    spec.put("task", typed(imported.task()));
    chosen.ifPresent(it -> spec.put("split", typed(it.spec())));
    spec.put("model", typed(imported.model()));
    return SpecMapper.json().write(spec);
  }

  /** With its type, which a value in a map would not say. */
  private static JsonNode typed(Object part) {
    return SpecMapper.json().tree(SpecMapper.json().write(part), "import");
  }

  private String sourceName() {
    String first = String.valueOf(paths.getFirst().getFileName());
    return paths.size() == 1
        ? first
        : String.format(Locale.ROOT, "%s and %d more", first, paths.size() - 1);
  }

  private Map<String, String> provenance(ForeignRun source, Mapping mapping, List<String> notes) {
    Map<String, String> provenance = new LinkedHashMap<>(Provenance.ofSoftware());
    provenance.put("imported from", sourceName());
    provenance.put("imported kind", source.kind());
    provenance.put("imported layout", mapping.layout());
    int kept = 0;
    int left = 0;
    for (Map.Entry<String, String> setting : source.settings().entrySet()) {
      String key = setting.getKey().replace('/', '.');
      if (BOOKKEEPING.matcher(key).lookingAt()) {
        continue;
      }
      if (kept < MOST_SETTINGS && key.length() <= LONGEST_KEY && key.equals(Printable.of(key))) {
        provenance.put("imported " + key, setting.getValue());
        kept++;
      } else {
        left++;
      }
    }
    if (left > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Of the settings beside the weights %,d are left out: %d are kept at most, with names of up to %d characters.",
              left,
              MOST_SETTINGS,
              LONGEST_KEY));
    }
    return provenance;
  }

  private void say(ForeignRun source, Mapping mapping, long[] at, List<String> notes) {
    var err = command.commandLine().getErr();
    notes.forEach(note -> err.println("periscope: note: " + Printable.of(note)));
    command
        .commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "Wrote %s: %s of %s, layout %s, %d %s, steps %,d to %,d.%n",
            out,
            source.kind(),
            Printable.of(sourceName()),
            mapping.layout(),
            at.length,
            at.length == 1 ? "checkpoint" : "checkpoints",
            at[0],
            at[at.length - 1]);
  }
}
