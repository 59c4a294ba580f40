package periscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import periscope.probes.MeasureFile;
import periscope.probes.RunContext;
import periscope.probes.Steps;
import periscope.probes.geometry.MapSeries;
import periscope.probes.geometry.NamedPoints;
import periscope.probes.geometry.PlaneMap;
import periscope.probes.geometry.Points;
import periscope.probes.geometry.Tsne;
import periscope.probes.geometry.Umap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope map}. */
@Command(
    name = "map",
    description = {
      "Draw points of a run in the plane by t-SNE or UMAP, as comma-separated values: step, point, x, y.",
      "At several checkpoints each drawing is turned and mirrored to lie on the one before."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  periscope map power-x+y-seed0.h5 --of unembedding --orbit 8 --out map.csv"
    })
final class MapCommand implements Callable<Integer> {
  private static final int MOST_POINTS = 3000;

  /** The two methods. */
  private enum Method {
    TSNE,
    UMAP
  }

  @Parameters(paramLabel = "RUN.h5", description = "The run file.")
  private Path run = Path.of("");

  @Option(
      names = "--of",
      paramLabel = "NAME",
      description =
          "embedding (by default), unembedding, neurons (the last layer's, over all inputs), or a parameter that is a matrix: its rows are the points.")
  private String name = "embedding";

  @Option(
      names = "--columns",
      description = "The columns are the points instead: of neurons, the neurons.")
  private boolean columns;

  @Option(names = "--method", paramLabel = "NAME", description = "tsne (by default) or umap.")
  private Method method = Method.TSNE;

  @Option(
      names = "--perplexity",
      paramLabel = "X",
      description = "Of t-SNE; 20 by default, fewer for few points.")
  private @Nullable Double perplexity;

  @Option(
      names = "--neighbours",
      paramLabel = "N",
      description = "Of UMAP; 15 by default, fewer for few points.")
  private @Nullable Integer neighbours;

  @Option(names = "--seed", paramLabel = "N", description = "0 by default.")
  private long seed;

  @Option(
      names = "--orbit",
      paramLabel = "K",
      description = "One more column: the point that x is joined to, x + K.")
  private @Nullable Integer orbit;

  @ArgGroup(heading = "At which checkpoints (the last by default):%n")
  private Chosen chosen = new Chosen();

  /** Some, or all. */
  private static final class Chosen {
    @Option(
        names = "--steps",
        paramLabel = "S,…",
        split = ",",
        description = "The checkpoints at these steps.")
    private List<Long> steps = List.of();

    @Option(names = "--every-step", description = "All checkpoints.")
    private boolean all;
  }

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      description = "Where to write; the terminal by default.")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace an existing file.")
  private boolean force;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      OutputFiles.requireFolder(out);
      OutputFiles.requireFree(force, out);
      OutputFiles.requireOther(List.of(run, MeasureFile.pathFor(run)), out);
    }
    try (var context = RunContext.open(run)) {
      Points points = NamedPoints.of(context, name, columns);
      if (points.rows() > MOST_POINTS) {
        throw new ParameterException(
            command.commandLine(),
            String.format(
                Locale.ROOT,
                "%s has %d points, expected at most %d: all pairs of them are compared",
                points.what(),
                points.rows(),
                MOST_POINTS));
      }
      PlaneMap map = map(points.rows());
      List<String> lines = lines(MapSeries.of(context, points, map, snapshots(context)), points);
      if (out == null) {
        lines.forEach(command.commandLine().getOut()::println);
      } else {
        Files.write(out, lines);
        command
            .commandLine()
            .getOut()
            .printf(Locale.ROOT, "Wrote %s: %s of %s.%n", out, map.text(), points.what());
      }
    }
    return 0;
  }

  private PlaneMap map(int points) {
    return switch (method) {
      case TSNE -> {
        Tsne usual = Tsne.forPoints(points);
        yield new Tsne(
            perplexity == null ? usual.perplexity() : perplexity, usual.iterations(), seed);
      }
      case UMAP ->
          new Umap(neighbours == null ? Umap.forPoints(points).neighbours() : neighbours, seed);
    };
  }

  private List<Integer> snapshots(RunContext context) {
    long[] known = context.steps();
    if (chosen.all) {
      return IntStream.range(0, known.length).boxed().toList();
    }
    return chosen.steps.isEmpty()
        ? List.of(known.length - 1)
        : chosen.steps.stream().sorted().map(step -> Steps.indexOf(known, step)).toList();
  }

  private List<String> lines(List<MapSeries.Drawing> drawings, Points points) {
    var lines = new ArrayList<String>();
    lines.add("step,point,x,y" + (orbit == null ? "" : ",joined to"));
    for (MapSeries.Drawing drawing : drawings) {
      for (int i = 0; i < points.rows(); i++) {
        int at = 2 * i;
        String place = drawing.plane().map(plane -> plane[at] + "," + plane[at + 1]).orElse(",");
        lines.add(
            drawing.step()
                + ","
                + i
                + ","
                + place
                + (orbit == null ? "" : "," + Math.floorMod(i + (long) orbit, points.rows())));
      }
    }
    return lines;
  }
}
