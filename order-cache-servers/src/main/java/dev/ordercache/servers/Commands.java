package dev.ordercache.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Commands of the operating system for which Java has no API. */
final class Commands {

  private static final long TIMEOUT_SECONDS = 5;

  private Commands() {}

  /** The path of a command, if it is on the PATH. */
  static Optional<String> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path command = Path.of(folder, name);
      if (command.isAbsolute() && Files.isExecutable(command)) {
        return Optional.of(command.toString());
      }
    }
    return Optional.empty();
  }

  /**
   * Sends SIGINT, which both servers understand as "stop now". Java can only send SIGTERM, on which
   * PostgreSQL waits for its clients to disconnect.
   */
  static void interrupt(Collection<ProcessHandle> processes) {
    List<String> kill = new ArrayList<>(List.of("sh", "-c", "kill -INT \"$@\"", "sh"));
    processes.forEach(process -> kill.add(Long.toString(process.pid())));
    if (!succeeds(kill)) {
      processes.forEach(ProcessHandle::destroy);
    }
  }

  /** Whether a command ends within 5 seconds with exit code 0. */
  static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
