package periscope.reports.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The page's Content-Security-Policy: nothing is fetched, and only the scripts and styles that we
 * wrote run, each named by the SHA-256 of its text.
 */
final class ContentPolicy {
  private ContentPolicy() {}

  /** The policy for a page with exactly these inline scripts and this style sheet. */
  static String of(List<String> scripts, String style) {
    return String.format(
        Locale.ROOT,
        "default-src 'none'; script-src %s; style-src %s; img-src data: blob:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        scripts.stream().map(ContentPolicy::source).collect(Collectors.joining(" ")),
        source(style));
  }

  private static String source(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
