package periscope.reports.internal.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code <table>.csv} has a row a step and a column for each single number. What has more values
 * than one a step has a file of its own, {@code <table>/<name>.csv}, with a column for each value,
 * named by its indices. Constants are in {@code <table>-constants/}, a row for each value. Numbers
 * have the digits that make them again; what was not measured is empty.
 */
final class CsvWriter implements TableWriter {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  @Override
  public List<Path> write(Table table, Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Column> single = table.columns().stream().filter(c -> c.shape().isEmpty()).toList();
    if (!single.isEmpty()) {
      files.add(writeSingle(table, single, folder.resolve(table.name() + ".csv")));
    }
    Path wide = folder.resolve(table.name());
    for (Column column : table.columns()) {
      if (!column.shape().isEmpty()) {
        files.add(writeWide(column, table.steps(), wide));
      }
    }
    for (Column constant : table.constants()) {
      files.add(writeConstant(constant, folder.resolve(table.name() + "-constants")));
    }
    return files;
  }

  private static Path writeSingle(Table table, List<Column> columns, Path file) throws IOException {
    double[][] values = new double[columns.size()][table.steps().size()];
    for (int i = 0; i < values.length; i++) {
      double[] target = values[i];
      int[] row = {0};
      columns.get(i).rows().forEach(v -> target[row[0]++] = v[0]);
    }
    try (CSVPrinter csv = open(file)) {
      csv.print("step");
      for (Column column : columns) {
        csv.print(column.name());
      }
      csv.println();
      for (int row = 0; row < table.steps().size(); row++) {
        csv.print(table.steps().get(row));
        for (int i = 0; i < values.length; i++) {
          csv.print(text(values[i][row], columns.get(i).single()));
        }
        csv.println();
      }
    }
    return file;
  }

  private static Path writeWide(Column column, List<Long> steps, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(FileNames.of(column.name()) + ".csv");
    try (CSVPrinter csv = open(file)) {
      csv.print("step");
      int size = column.size();
      for (int i = 0; i < size; i++) {
        csv.print(indices(i, column.shape()));
      }
      csv.println();
      int[] row = {0};
      column
          .rows()
          .forEach(
              values -> {
                csv.print(steps.get(row[0]++));
                for (double value : values) {
                  csv.print(text(value, column.single()));
                }
                csv.println();
              });
    }
    return file;
  }

  private static Path writeConstant(Column constant, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(FileNames.of(constant.name()) + ".csv");
    try (CSVPrinter csv = open(file)) {
      csv.printRecord("index", "value");
      constant
          .rows()
          .forEach(
              values -> {
                for (int i = 0; i < values.length; i++) {
                  csv.printRecord(indices(i, constant.shape()), text(values[i], constant.single()));
                }
              });
    }
    return file;
  }

  private static CSVPrinter open(Path file) throws IOException {
    BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    return new CSVPrinter(writer, FORMAT);
  }

  /** Position {@code flat} of a row-major array, as "2 5"; empty for a single number. */
  private static String indices(int flat, List<Integer> shape) {
    String[] index = new String[shape.size()];
    int rest = flat;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      index[axis] = String.valueOf(rest % shape.get(axis));
      rest /= shape.get(axis);
    }
    return String.join(" ", Arrays.asList(index));
  }

  private static String text(double value, boolean single) {
    if (Double.isNaN(value)) {
      return "";
    }
    return single ? Float.toString((float) value) : Double.toString(value);
  }
}
