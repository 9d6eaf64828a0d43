package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, which has a limit of its own. */
class OpenFilesTest {

  @TempDir Path folder;

  /** The output of {@link Read} where so many files may be open. */
  private String read(int openFiles, String... variables) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder shell =
        new ProcessBuilder(
            "sh",
            "-c",
            "ulimit -n " + openFiles + "; exec \"$@\"",
            "sh",
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Read.class.getName());
    for (int i = 0; i < variables.length; i += 2) {
      shell.environment().put(variables[i], variables[i + 1]);
    }
    Process process = shell.directory(folder.toFile()).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /**
   * Prints how many connections and streams of events there may be, or why the app does not start.
   */
  static final class Read {

    private Read() {}

    public static void main(String[] arguments) {
      try {
        AppSettings settings = AppSettings.loadForDemo(); // no servers are needed here
        System.out.println(
            settings.http().limits().connections() + " " + settings.events().clients());
      } catch (SettingsException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void thereAreAsManyConnectionsAsTheSystemAllows() throws IOException {
    assertEquals("3696 3327", read(4_096));
  }

  @Test
  void moreThanTheSystemAllowsStopTheStart() throws IOException {
    String tooMany = read(4_096, "ORDER_CACHE_CONNECTIONS", "5000");
    assertTrue(tooMany.contains("ORDER_CACHE_CONNECTIONS is \"5000\""), tooMany);
    assertTrue(tooMany.contains("need 5400 open files, and the process may open 4096"), tooMany);

    String tooManyStreams = read(4_096, "ORDER_CACHE_EVENT_CLIENTS", "4000");
    assertTrue(
        tooManyStreams.contains("ORDER_CACHE_EVENT_CLIENTS is 4000, but there may be 3696"),
        tooManyStreams);
  }

  @Test
  void soDoTooFewForAnything() throws IOException {
    String refusal = read(200);

    assertTrue(
        refusal.contains("the process may open 200 files (ulimit -n), and needs 500 at least"),
        refusal);
  }
}
