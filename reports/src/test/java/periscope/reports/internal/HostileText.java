package periscope.reports.internal;

import java.util.List;
import java.util.stream.Stream;

/** Text that a run file from elsewhere might carry, each piece meant to break out of one place. */
final class HostileText {
  /** What any of it would do if it ran. */
  static final String MARK = "window.pwned";

  static final List<String> ALL =
      List.of(
          "</script><script>window.pwned=1</script>",
          "</SCRIPT ><script>window.pwned=1</script>",
          "</style></title></textarea><img src=x onerror=window.pwned=1>",
          "\" autofocus onfocus=\"window.pwned=1\" x=\"",
          "' onmouseover='window.pwned=1' x='",
          "<!--<script>window.pwned=1</script>",
          "]]><svg onload=window.pwned=1>",
          "&lt;script&gt;window.pwned=1&lt;/script&gt; &amp; &#60;",
          "\u2028window.pwned=1\u2029",
          "\\\";window.pwned=1;//",
          "${window.pwned=1} {{window.pwned=1}} `${window.pwned=1}`",
          "javascript:window.pwned=1",
          "=cmd|' /C calc'!A0",
          "\u0000\u0008\ud800 lone");

  /** All of it at once. */
  static final String TOGETHER = String.join(" ", ALL);

  private HostileText() {}

  /** A run that is hostile wherever text can be. */
  static ReportData run() {
    ReportData usual = PlantedRun.usual();
    java.util.Map<String, String> texts = new java.util.LinkedHashMap<>();
    ALL.forEach(text -> texts.put(text, text));
    return new ReportData(
        TOGETHER,
        TOGETHER,
        ALL,
        ALL.stream().map(text -> new Fact(text, text)).toList(),
        TOGETHER,
        texts,
        usual.steps(),
        usual.metricSteps(),
        withHostileIds(usual.series()),
        usual.constants(),
        List.of(
            new Event.Reached("events/" + ALL.get(0), 400),
            new Event.NotReached("events/generalised", TOGETHER),
            new Event.NotReached("phases/" + TOGETHER, TOGETHER)),
        texts,
        new Background(
            java.util.Map.of(
                "loss/train",
                new Definition(TOGETHER, TOGETHER, TOGETHER, TOGETHER),
                TOGETHER,
                new Definition(TOGETHER, "", "", "")),
            null));
  }

  private static List<Series> withHostileIds(List<Series> series) {
    Series weights =
        Series.of(
            Tensors.PREFIX + ALL.get(0),
            Series.Axis.CHECKPOINTS,
            List.of(2, 3),
            new double[series.getFirst().rows().count() * 6]);
    return Stream.concat(Stream.of(weights), series.stream())
        .filter(one -> !one.id().startsWith("pca/"))
        .map(
            one ->
                one.id().equals("weights/sum-of-squares/embed.W_E")
                    ? new Series(
                        one.id() + ALL.get(2), one.axis(), one.rowShape(), TOGETHER, one.rows())
                    : one)
        .toList();
  }
}
