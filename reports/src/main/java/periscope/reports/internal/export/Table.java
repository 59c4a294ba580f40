package periscope.reports.internal.export;

import java.util.List;

/**
 * Columns over the same steps.
 *
 * @param name names the files
 * @param steps the steps of all rows, rising
 * @param columns over those steps
 * @param constants with one row, for the whole run
 */
public record Table(String name, List<Long> steps, List<Column> columns, List<Column> constants) {}
