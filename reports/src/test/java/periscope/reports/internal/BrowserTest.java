package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that open pages share one browser in a class, and a folder for what they write. After each
 * of them nothing may be left in the console: a test that expects a message reads it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowserTest {
  /** For all tests of the class. */
  Path folder;

  /** For all tests of the class. */
  ReportBrowser browser;

  @BeforeAll
  void openBrowser(@TempDir Path given) {
    folder = given;
    browser = ReportBrowser.start(given.resolve("profile"));
  }

  @AfterEach
  void nothingIsLeftInTheConsole() {
    assertThat(browser.console()).isEmpty();
  }

  @AfterAll
  void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }
}
