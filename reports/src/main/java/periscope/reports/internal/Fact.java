package periscope.reports.internal;

/**
 * Something worth knowing at a glance, such as "weight decay" and "1".
 *
 * @param label what it is
 * @param value its value as text
 */
public record Fact(String label, String value) {}
