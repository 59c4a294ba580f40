package periscope.reports.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import periscope.testing.ExternalTool;

/** A headless Chromium that opens reports from disk and tells what happened in them. */
final class ReportBrowser implements AutoCloseable {
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChromeDriver driver;

  private ReportBrowser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one, or skips the test where there is none. */
  static ReportBrowser start(Path profile) {
    Path chromium = ExternalTool.chromium().program();
    Path chromedriver =
        ExternalTool.find(List.of("chromedriver"), List.of("--version"), "chromium-driver")
            .program();
    SELENIUM.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .withSilent(true)
            .build();
    return new ReportBrowser(new ChromeDriver(service, options));
  }

  /** Opens a page from disk and waits until it has drawn itself. */
  void open(Path html) {
    visit(html);
    waitUntil("document.documentElement.dataset.ready === 'true'");
  }

  /** Opens a page from disk. */
  void visit(Path html) {
    driver.get("about:blank");
    logs(LogType.BROWSER);
    logs(LogType.PERFORMANCE);
    driver.get(html.toUri().toString());
  }

  /** The value of a JavaScript expression; {@code arguments} are what follows. */
  @Nullable Object eval(String expression, Object... arguments) {
    return driver.executeScript("return (" + expression + ")", arguments);
  }

  /** An expression's value as text. */
  String text(String expression, Object... arguments) {
    return String.valueOf(Objects.requireNonNull(eval(expression, arguments), expression));
  }

  /** An expression's value as a number. */
  double number(String expression, Object... arguments) {
    return ((Number) Objects.requireNonNull(eval(expression, arguments), expression)).doubleValue();
  }

  /** The value that a promise comes to. */
  @Nullable Object await(String promise, Object... arguments) {
    return driver.executeAsyncScript(
        String.format(
            Locale.ROOT,
            "const done = arguments[arguments.length - 1]; (%s).then(done, error => done('failed: ' + error))",
            promise),
        arguments);
  }

  /** Waits for a condition in the page. */
  void waitUntil(String condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(eval(condition))) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "after %s it is still not so that %s; console: %s",
                PATIENCE,
                condition,
                console()));
      }
      await("new Promise(requestAnimationFrame)");
    }
  }

  /** Lets the page draw what has changed, in as many frames as that takes it. */
  void nextFrame() {
    await(
        """
        (async () => {
          const frame = () => new Promise(requestAnimationFrame);
          await frame();
          await frame();
          const frames = window.periscope ? [...periscope.frames.values()] : [];
          for (let i = 0; i < 60 && frames.some(one => one.waits && one.waits()); i++) await frame();
        })()""");
  }

  /** Presses a key where the focus is. */
  void press(CharSequence key) {
    driver.switchTo().activeElement().sendKeys(key);
    nextFrame();
  }

  /** A command of the DevTools protocol. */
  Map<String, Object> devTools(String command, Map<String, Object> parameters) {
    return driver.executeCdpCommand(command, parameters);
  }

  /** Puts downloads into a folder. */
  void downloadTo(Path folder) {
    devTools(
        "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", "" + folder));
  }

  /** Waits for a file. */
  static byte[] awaitFile(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(file + " was not downloaded");
      }
      Thread.sleep(20);
    }
    return Files.readAllBytes(file);
  }

  /** What the console has said since the page was opened, warnings and worse. */
  List<String> console() {
    return logs(LogType.BROWSER).stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Addresses that have been asked for since the page was opened, but for blob and data ones. */
  List<String> requests() {
    return logs(LogType.PERFORMANCE).stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .map(message -> message.replaceAll("(?s).*\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
        .filter(address -> !address.startsWith("blob:") && !address.startsWith("data:"))
        .toList();
  }

  private List<LogEntry> logs(String type) {
    return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false).toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
