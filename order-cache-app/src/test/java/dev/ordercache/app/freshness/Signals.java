package dev.ordercache.app.freshness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Signals that are sent to a process from outside. */
public final class Signals {

  private Signals() {}

  /**
   * Stops it: connections stay open, and nothing in it continues. The signal is taken by one thread
   * and stops the others only when that thread runs, which can be later than a thread that was
   * woken after it. So this waits until all have stopped.
   */
  public static void stop(Process process) {
    send("STOP", process);
    Awaitility.await("stopped")
        .ignoreException(NoSuchFileException.class) // a thread that has just ended
        .until(() -> isStopped(process));
  }

  /** Resumes it. */
  public static void resume(Process process) {
    send("CONT", process);
  }

  /** True also where there is no {@code /proc}. */
  private static boolean isStopped(Process process) throws IOException {
    Path threads = Path.of("/proc", "" + process.pid(), "task");
    if (!Files.isDirectory(threads)) {
      return true;
    }
    try (Stream<Path> all = Files.list(threads)) {
      for (Path thread : all.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (!stat.startsWith("T", stat.lastIndexOf(')') + 2)) {
          return false;
        }
      }
    }
    return true;
  }

  private static void send(String name, Process process) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
