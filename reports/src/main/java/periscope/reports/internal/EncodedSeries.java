package periscope.reports.internal;

/**
 * A series as it stands in the page.
 *
 * @param series what was encoded
 * @param encoding how
 * @param every the page holds every k-th row and the last
 * @param count rows that the page holds
 * @param gzip whether the bytes are compressed
 * @param data base64 of the bytes
 */
public record EncodedSeries(
    Series series, Encoding encoding, int every, int count, boolean gzip, String data) {}
