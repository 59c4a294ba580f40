package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignRun;
import periscope.checkpoints.imports.Stacking;

/** Opens checkpoints from elsewhere. */
public final class Opener {
  private final FoundFiles found;
  private final Stacking stacking;
  private final Series series = new Series();
  private @Nullable Form form;

  private Opener(FoundFiles found, Stacking stacking) {
    this.found = found;
    this.stacking = stacking;
  }

  /** As {@link periscope.checkpoints.imports.ForeignFiles#open(List, Stacking)}. */
  public static ForeignRun open(List<Path> paths, Stacking stacking) throws IOException {
    Opener opener = new Opener(FoundFiles.in(paths), stacking);
    try {
      return opener.open();
    } catch (IOException | RuntimeException | Error e) {
      LoadedRun.close(opener.series.resources());
      throw e;
    }
  }

  private ForeignRun open() throws IOException {
    if (Set.copyOf(found.kinds().values()).equals(Set.of(Sniffer.Kind.NPY))) {
      String where = found.files().size() == 1 ? found.files().get(0).toString() : found.where();
      add(found.files().get(0), NpyFiles.read(where, found.files(), stacking));
    } else {
      for (Map.Entry<Path, Sniffer.Kind> file : found.kinds().entrySet()) {
        add(file.getKey(), Sniffer.read(file.getKey(), file.getValue(), stacking));
      }
    }
    readConfigurations();
    return new LoadedRun(kind(), series.snapshots(), series.beside(), series.resources());
  }

  private void add(Path file, Contents contents) throws IOException {
    series.add(file, contents);
    if (form != null && form != contents.form()) {
      Set<String> labels = new TreeSet<>(List.of(form.label(), contents.form().label()));
      throw refuse(
          "%s: expected files of one form, found %s files; name those to import",
          found.where(), String.join(" and ", labels));
    }
    form = contents.form();
  }

  /** What stands in {@code config.json}, and in the file that is called like the only one. */
  private void readConfigurations() throws IOException {
    Path first = found.files().get(0);
    read(first.resolveSibling("config.json"));
    if (found.files().size() == 1) {
      read(first.resolveSibling(NpyFiles.stem(first) + ".json"));
    }
  }

  private void read(Path json) throws IOException {
    JsonSettings.read(json).forEach(series.beside().settings()::putIfAbsent);
  }

  private String kind() {
    String label = form == null ? "" : form.label();
    int count = found.files().size();
    if (found.folder().isPresent()) {
      return String.format(
          Locale.ROOT, "a folder of %d %s file%s", count, label, count == 1 ? "" : "s");
    }
    if (count > 1) {
      return count + " " + label + " files";
    }
    return (form == Form.HDF5 || label.startsWith("n") ? "an " : "a ") + label + " file";
  }
}
