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
public final class ContentPolicy {
  private ContentPolicy() {}

  /** The policy for a page with exactly these inline scripts and this style sheet. */
  public static String of(List<String> scripts, String style) {
    return policy(scripts, style, "");
  }

  /**
   * The same for a page that also reads script files of its own folder, whose addresses come from
   * the one trusted-types policy that it may have.
   *
   * @param trusted the name of that policy
   */
  public static String withFiles(List<String> scripts, String style, String trusted) {
    return policy(scripts, style, " 'self'") + "; trusted-types " + trusted;
  }

  private static String policy(List<String> scripts, String style, String more) {
    return String.format(
        Locale.ROOT,
        "default-src 'none'; script-src %s%s; style-src %s; img-src data: blob:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        scripts.stream().map(ContentPolicy::source).collect(Collectors.joining(" ")),
        more,
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
