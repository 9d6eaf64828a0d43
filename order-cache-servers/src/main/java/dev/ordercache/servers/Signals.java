package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Signals that are sent to a process from outside. */
public final class Signals {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(5);

  private Signals() {}

  /**
   * Stops it: connections stay open, and nothing in it continues. The signal is taken by one thread
   * and stops the others only when that thread runs, which can be later than a thread that was
   * woken after it. So this waits until all have stopped.
   */
  public static void stop(Process process) {
    send("STOP", process.pid());
    long began = System.nanoTime();
    while (!isStopped(process)) {
      if (System.nanoTime() - began > TIMEOUT.toNanos()) {
        throw new IllegalStateException(process + " does not stop");
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** Resumes it. */
  public static void resume(Process process) {
    send("CONT", process.pid());
  }

  /** True also where there is no {@code /proc}. */
  private static boolean isStopped(Process process) {
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
    } catch (NoSuchFileException e) {
      return false; // a thread that has just ended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  /** Sends a signal by its name without {@code SIG}. */
  public static void send(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + pid).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
