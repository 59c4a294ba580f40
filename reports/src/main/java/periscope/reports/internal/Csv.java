package periscope.reports.internal;

import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** How all tables of measures are written. */
public final class Csv {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private Csv() {}

  /** A table that goes there; to be flushed in the end. */
  public static CSVPrinter printer(Appendable out) throws IOException {
    return new CSVPrinter(out, FORMAT);
  }

  /** A number with the digits that make it again; nothing for what is not one. */
  public static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /** Text with an apostrophe before what a spreadsheet would take for a formula. */
  public static String inert(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  /** The same, but numbers stay. */
  public static String inertOrNumber(String text) {
    return text.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?") ? text : inert(text);
  }
}
